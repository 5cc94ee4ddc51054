//! `--insecure-skip-tls-verify`: servers whose certificate is not verified.

use super::x509::public_key;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms};
use rustls::pki_types::{
    CertificateDer, ServerName, SignatureVerificationAlgorithm, SubjectPublicKeyInfoDer, UnixTime,
};
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};

/// Accepts any certificate. The signature of the handshake is still verified, with the key alone, because
/// webpki does not read every certificate.
#[derive(Debug)]
pub(crate) struct AcceptAny(WebPkiSupportedAlgorithms);

impl AcceptAny {
    pub(crate) fn new(provider: &CryptoProvider) -> Self {
        Self(provider.signature_verification_algorithms)
    }
}

impl ServerCertVerifier for AcceptAny {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let key = server_key(certificate)?;
        let key = webpki::RawPublicKeyEntity::try_from(&key).map_err(|_| MALFORMED)?;
        let scheme = self.0.mapping.iter().find(|(scheme, _)| *scheme == signature.scheme);
        let algorithms = scheme.map(|(_, algorithms)| *algorithms).unwrap_or_default();
        let verifies = |algorithm: &&dyn SignatureVerificationAlgorithm| {
            key.verify_signature(*algorithm, message, signature.signature()).is_ok()
        };
        if algorithms.iter().any(verifies) {
            return Ok(HandshakeSignatureValid::assertion());
        }
        Err(Error::InvalidCertificate(CertificateError::BadSignature))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let key = server_key(certificate)?;
        rustls::crypto::verify_tls13_signature_with_raw_key(message, &key, signature, &self.0)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_schemes()
    }
}

const MALFORMED: Error = Error::InvalidCertificate(CertificateError::BadEncoding);

fn server_key<'a>(
    certificate: &'a CertificateDer<'_>,
) -> Result<SubjectPublicKeyInfoDer<'a>, Error> {
    public_key(certificate).ok_or(MALFORMED)
}

#[cfg(test)]
mod tests {
    use super::AcceptAny;
    use rustls::crypto::aws_lc_rs;
    use rustls::pki_types::pem::PemObject as _;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
    use rustls::sign::{CertifiedKey, SingleCertAndKey};
    use rustls::version::{TLS12, TLS13};
    use rustls::{
        ClientConfig, ClientConnection, ServerConfig, ServerConnection, SupportedProtocolVersion,
    };
    use std::sync::Arc;

    const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/support/v1");

    /// Returns a client, and a server with a certificate of X.509 v1 and a key.
    fn connections(
        version: &'static SupportedProtocolVersion,
        certificate: &str,
        key: &str,
    ) -> (ClientConnection, ServerConnection) {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let chain = CertificateDer::from_pem_file(format!("{FIXTURES}/{certificate}.pem")).unwrap();
        let key = PrivateKeyDer::from_pem_file(format!("{FIXTURES}/{key}.key")).unwrap();
        let key = provider.key_provider.load_private_key(key).unwrap();
        let shown = SingleCertAndKey::from(CertifiedKey::new(vec![chain], key));
        let server = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(&[version])
            .unwrap()
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(shown));
        let client = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .unwrap()
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(AcceptAny::new(&provider)))
            .with_no_client_auth();
        let name = ServerName::try_from("localhost").unwrap();
        (
            ClientConnection::new(Arc::new(client), name).unwrap(),
            ServerConnection::new(Arc::new(server)).unwrap(),
        )
    }

    fn shake_hands(
        version: &'static SupportedProtocolVersion,
        certificate: &str,
        key: &str,
    ) -> Result<(), rustls::Error> {
        let (mut client, mut server) = connections(version, certificate, key);
        while client.is_handshaking() {
            let mut bytes = Vec::new();
            while client.wants_write() {
                client.write_tls(&mut bytes).unwrap();
            }
            server.read_tls(&mut bytes.as_slice()).unwrap();
            server.process_new_packets().unwrap();
            bytes.clear();
            while server.wants_write() {
                server.write_tls(&mut bytes).unwrap();
            }
            let mut bytes = bytes.as_slice();
            while !bytes.is_empty() {
                client.read_tls(&mut bytes).unwrap();
                client.process_new_packets()?;
            }
        }
        Ok(())
    }

    #[test]
    fn certificate_of_x509_v1_is_accepted() {
        for version in [&TLS12, &TLS13] {
            for name in ["client", "rsa"] {
                assert_eq!(shake_hands(version, name, name), Ok(()), "{name}, {version:?}");
            }
        }
    }

    #[test]
    fn server_without_the_key_of_its_certificate_is_refused() {
        for version in [&TLS12, &TLS13] {
            let refused = shake_hands(version, "client", "other");
            assert!(refused.is_err(), "{version:?}");
        }
    }
}
