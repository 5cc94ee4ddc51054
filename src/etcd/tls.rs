//! TLS as etcd is run with it: own CAs, client certificates, self-signed members, or no proof at all.

use crate::failure::{Failure, Kind};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms, aws_lc_rs};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, OtherError, RootCertStore,
    SignatureScheme,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Which files prove what, and whether the server has to prove anything.
#[derive(Debug, Clone, Default)]
pub(crate) struct TlsOptions {
    pub(crate) ca: Option<PathBuf>,
    pub(crate) certificate: Option<PathBuf>,
    pub(crate) key: Option<PathBuf>,
    pub(crate) skip_verify: bool,
}

/// What a handshake needs.
pub(crate) type Tls = Arc<ClientConfig>;

impl TlsOptions {
    /// Reads the files and builds what a handshake needs. Without a CA file the system's roots count.
    pub(crate) fn client_config(&self) -> Result<Arc<ClientConfig>, Failure> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|e| Failure::usage(format!("TLS: {e}")))?
            .dangerous()
            .with_custom_certificate_verifier(self.verifier(provider)?);
        let mut config = match self.identity()? {
            Some((chain, key)) => builder.with_client_auth_cert(chain, key).map_err(|e| {
                let why = match e {
                    Error::InconsistentKeys(_) => "they are not a pair".to_owned(),
                    e => e.to_string(),
                };
                Failure::usage(format!("--cert and --key cannot be used together: {why}"))
            })?,
            None => builder.with_no_client_auth(),
        };
        config.alpn_protocols = vec![b"h2".to_vec()];
        Ok(Arc::new(config))
    }

    fn verifier(
        &self,
        provider: Arc<CryptoProvider>,
    ) -> Result<Arc<dyn ServerCertVerifier>, Failure> {
        if self.skip_verify {
            return Ok(Arc::new(Anyone(provider.signature_verification_algorithms)));
        }
        let roots = match &self.ca {
            Some(file) => certificates(file)?,
            None => rustls_native_certs::load_native_certs().certs,
        };
        let mut store = RootCertStore::empty();
        store.add_parsable_certificates(roots.iter().cloned());
        let chains = WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider)
            .build()
            .map_err(|_| match &self.ca {
                Some(file) => bad_file(file, "holds no usable CA certificate"),
                None => Failure::new(Kind::Unreachable, "this system has no CA certificates")
                    .hint("give the CA of your etcd with --cacert"),
            })?;
        Ok(Arc::new(ChainOrPinned { chains, roots }))
    }

    fn identity(
        &self,
    ) -> Result<Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>, Failure> {
        match (&self.certificate, &self.key) {
            (None, None) => Ok(None),
            (Some(certificate), Some(key)) => {
                Ok(Some((certificates(certificate)?, private_key(key)?)))
            }
            (Some(_), None) => Err(Failure::usage("--cert needs --key as well")),
            (None, Some(_)) => Err(Failure::usage("--key needs --cert as well")),
        }
    }
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, Failure> {
    let pem = read(file)?;
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<_, _>>()
        .map_err(|e| bad_file(file, &format!("is not PEM: {e}")))?;
    if certificates.is_empty() {
        return Err(bad_file(file, "holds no certificate in PEM"));
    }
    Ok(certificates)
}

fn private_key(file: &Path) -> Result<PrivateKeyDer<'static>, Failure> {
    PrivateKeyDer::from_pem_slice(&read(file)?)
        .map_err(|e| bad_file(file, &format!("holds no private key in PEM: {e}")))
}

fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(file).map_err(|e| {
        let why = super::status::without_os_code(&e.to_string());
        Failure::usage(format!("open {}: {why}", file.display()))
    })
}

fn bad_file(file: &Path, what: &str) -> Failure {
    Failure::usage(format!("{} {what}", file.display()))
}

/// Accepts a server whose chain ends in one of the roots, and one whose own certificate *is* one of
/// them: `etcd --auto-tls` and many hand-made set-ups use a self-signed certificate as its own CA,
/// or hand out the server's certificate alone. Go accepts both, webpki by itself neither.
#[derive(Debug)]
struct ChainOrPinned {
    chains: Arc<WebPkiServerVerifier>,
    roots: Vec<CertificateDer<'static>>,
}

impl ServerCertVerifier for ChainOrPinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verdict =
            self.chains.verify_server_cert(end_entity, intermediates, server_name, ocsp, now);
        match verdict {
            // webpki looks at the dates before it gets there, so only the name is left.
            Err(Error::InvalidCertificate(wrong))
                if is_about_the_issuer(&wrong) && self.roots.contains(end_entity) =>
            {
                let certificate = ParsedCertificate::try_from(end_entity)?;
                rustls::client::verify_server_name(&certificate, server_name)?;
                Ok(ServerCertVerified::assertion())
            }
            verdict => verdict,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.chains.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.chains.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.chains.supported_verify_schemes()
    }
}

/// Whether all that is wrong is who signed it, which does not matter for a certificate that is
/// trusted itself.
fn is_about_the_issuer(wrong: &CertificateError) -> bool {
    match wrong {
        CertificateError::UnknownIssuer | CertificateError::BadSignature => true,
        CertificateError::Other(OtherError(cause)) => {
            matches!(cause.downcast_ref(), Some(webpki::Error::CaUsedAsEndEntity))
        }
        _ => false,
    }
}

/// `--insecure-skip-tls-verify`: anyone may be the server; the handshake itself is still checked.
#[derive(Debug)]
struct Anyone(WebPkiSupportedAlgorithms);

impl ServerCertVerifier for Anyone {
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
        rustls::crypto::verify_tls12_signature(message, certificate, signature, &self.0)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        rustls::crypto::verify_tls13_signature(message, certificate, signature, &self.0)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_schemes()
    }
}
