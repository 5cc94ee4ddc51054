//! Writes messages of protobuf field by field.

/// A message under construction. Fields are written even when they are zero: etcd's messages of proto2 have
/// them.
#[derive(Debug, Clone, Default)]
pub(crate) struct MessageWriter {
    bytes: Vec<u8>,
}

impl MessageWriter {
    pub(crate) fn varint(mut self, number: u64, value: u64) -> Self {
        self.push(number << 3);
        self.push(value);
        self
    }

    pub(crate) fn bytes(mut self, number: u64, value: &[u8]) -> Self {
        self.push(number << 3 | 2);
        self.push(value.len() as u64);
        self.bytes.extend_from_slice(value);
        self
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.bytes
    }

    fn push(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::MessageWriter;
    use crate::offline::protobuf::{Fields, WireField};

    #[test]
    fn fields_are_read_back() {
        let written = MessageWriter::default()
            .varint(1, 0)
            .varint(2, 150)
            .varint(9900, u64::MAX)
            .bytes(3, b"")
            .bytes(4, &[7; 200])
            .finish();
        let read: Vec<_> = Fields::new(&written).map(Result::unwrap).collect();
        let expected = [
            WireField::Varint(1, 0),
            WireField::Varint(2, 150),
            WireField::Varint(9900, u64::MAX),
            WireField::Bytes(3, b""),
            WireField::Bytes(4, &[7; 200]),
        ];
        assert_eq!(read, expected);
        assert_eq!(MessageWriter::default().varint(2, 150).finish(), b"\x10\x96\x01");
    }
}
