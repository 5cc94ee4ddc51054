//! Sizes in bytes, such as `8GiB`.

use crate::go::integer;

/// Units of sizes. A unit that others end with comes last.
const UNITS: [(&str, i64); 7] = [
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("kB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("B", 1),
];

pub(crate) fn byte_size(text: &str) -> Result<i64, String> {
    let (number, unit) = UNITS
        .iter()
        .find_map(|(name, unit)| Some((text.strip_suffix(name)?, *unit)))
        .unwrap_or((text, 1));
    let bytes = integer(number.trim_end()).ok().and_then(|number| number.checked_mul(unit));
    bytes.filter(|bytes| *bytes > 0).ok_or_else(|| {
        format!("\"{text}\" is not a size in bytes, or with the unit kB, MB, GB, KiB, MiB or GiB")
    })
}

#[cfg(test)]
mod tests {
    use super::byte_size;

    #[test]
    fn sizes() {
        for (text, bytes) in [
            ("0x10", 16),
            ("16B", 16),
            ("2GiB", 2 << 30),
            ("8 MiB", 8 << 20),
            ("3KiB", 3 << 10),
            ("8GB", 8_000_000_000),
            ("5MB", 5_000_000),
            ("7kB", 7_000),
        ] {
            assert_eq!(byte_size(text), Ok(bytes), "{text}");
        }
        for text in ["0", "-5", "GiB", "2 TiB", "2gib", "9223372036854775807kB", "1.5GiB", "-2GiB"]
        {
            assert!(byte_size(text).is_err(), "{text}");
        }
    }
}
