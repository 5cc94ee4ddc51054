//! The public key of a certificate that webpki does not read, such as one of X.509 v1.

use rustls::pki_types::{CertificateDer, SubjectPublicKeyInfoDer};

const SEQUENCE: u8 = 0x30;
/// The tag of the version, which v1 leaves out.
const VERSION: u8 = 0xa0;
/// The fields between version and key: serial number, signature algorithm, issuer, validity, subject.
const BEFORE_KEY: usize = 5;

/// Returns the public key of a certificate (RFC 5280, 4.1); `None` if the certificate is malformed.
pub(crate) fn public_key<'a>(
    certificate: &'a CertificateDer<'_>,
) -> Option<SubjectPublicKeyInfoDer<'a>> {
    let signed = Element::first(certificate)?.inside(SEQUENCE)?;
    let fields = Element::first(signed)?.inside(SEQUENCE)?;
    let mut field = Element::first(fields)?;
    if field.tag == VERSION {
        field = Element::first(field.rest)?;
    }
    for _ in 0..BEFORE_KEY {
        field = Element::first(field.rest)?;
    }
    (field.tag == SEQUENCE).then(|| SubjectPublicKeyInfoDer::from(field.whole))
}

struct Element<'a> {
    tag: u8,
    contents: &'a [u8],
    whole: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Element<'a> {
    fn first(bytes: &'a [u8]) -> Option<Self> {
        let (&tag, after_tag) = bytes.split_first()?;
        let (length, after_length) = length(after_tag)?;
        let (contents, rest) = after_length.split_at_checked(length)?;
        let whole = bytes.get(..bytes.len().checked_sub(rest.len())?)?;
        Some(Self { tag, contents, whole, rest })
    }

    fn inside(&self, tag: u8) -> Option<&'a [u8]> {
        (self.tag == tag).then_some(self.contents)
    }
}

/// Reads a length. Returns it with the rest.
fn length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (&first, rest) = bytes.split_first()?;
    if first < 0x80 {
        return Some((first.into(), rest));
    }
    // No certificate has 4 GiB.
    let size = usize::from(first & 0x7f);
    let (digits, rest) = rest.split_at_checked(size).filter(|_| (1..=4).contains(&size))?;
    let length = digits.iter().fold(0, |length, &byte| length << 8 | usize::from(byte));
    Some((length, rest))
}

#[cfg(test)]
mod tests {
    use super::public_key;
    use proptest::prelude::{any, prop, proptest};
    use rcgen::{CertificateParams, KeyPair, PublicKeyData as _};
    use rustls::pki_types::CertificateDer;
    use rustls::pki_types::pem::PemObject as _;

    const V1: &[u8] = include_bytes!("../../../tests/it/support/v1/client.pem");

    #[test]
    fn key_of_v3_is_found() {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(["etcd.example".to_owned()]).unwrap();
        let certificate = params.self_signed(&key).unwrap();
        let found = public_key(certificate.der()).unwrap();
        assert_eq!(found.as_ref(), key.subject_public_key_info());
    }

    #[test]
    fn key_of_v1_is_found() {
        let certificate = CertificateDer::from_pem_slice(V1).unwrap();
        let key =
            KeyPair::from_pem(include_str!("../../../tests/it/support/v1/client.key")).unwrap();
        let found = public_key(&certificate).unwrap();
        assert_eq!(found.as_ref(), key.subject_public_key_info());
    }

    proptest! {
        #[test]
        fn malformed_certificate_has_no_key(cut in 0_usize..200, bytes: Vec<u8>) {
            let certificate = CertificateDer::from_pem_slice(V1).unwrap();
            let cut = CertificateDer::from(certificate[..cut].to_vec());
            assert_eq!(public_key(&cut), None);
            let _ = public_key(&CertificateDer::from(bytes));
        }

        #[test]
        fn changed_bytes_do_no_harm(
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        ) {
            let certificate = CertificateDer::from_pem_slice(V1).unwrap();
            let mut bytes = certificate.to_vec();
            for (index, byte) in changes {
                *index.get_mut(&mut bytes) = byte;
            }
            let _ = public_key(&CertificateDer::from(bytes));
        }
    }
}
