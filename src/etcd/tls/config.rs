//! The TLS configuration: CA files, client certificates, self-signed members, or no verification.

use super::unverified::AcceptAny;
use super::x509::public_key;
use crate::failure::{Failure, Kind, os_cause};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, OtherError, RootCertStore,
    SignatureScheme,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Debug, Clone, Default)]
pub(crate) struct TlsOptions {
    pub(crate) ca: Option<PathBuf>,
    pub(crate) certificate: Option<PathBuf>,
    pub(crate) key: Option<PathBuf>,
    pub(crate) skip_verify: bool,
}

pub(crate) type Tls = Arc<ClientConfig>;

impl TlsOptions {
    /// Reads the files and builds the configuration. Without a CA file the system's roots are trusted.
    pub(crate) fn client_config(&self) -> Result<Tls, Failure> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|e| Failure::usage(format!("TLS: {e}")))?
            .dangerous()
            .with_custom_certificate_verifier(self.verifier(Arc::clone(&provider))?);
        let mut config = match self.identity(&provider)? {
            Some(identity) => {
                builder.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(identity)))
            }
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
            return Ok(Arc::new(AcceptAny::new(&provider)));
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
                Some(file) => bad_file(file, "contains no usable CA certificate"),
                None => Failure::new(Kind::Unreachable, "this system has no CA certificates")
                    .hint("use --cacert with the file of etcd's CA"),
            })?;
        Ok(Arc::new(ChainOrPinned { chains, roots }))
    }

    fn identity(&self, provider: &CryptoProvider) -> Result<Option<CertifiedKey>, Failure> {
        match (&self.certificate, &self.key) {
            (None, None) => Ok(None),
            (Some(certificate), Some(key)) => {
                pair(certificates(certificate)?, private_key(key)?, provider).map(Some)
            }
            (Some(_), None) => Err(Failure::usage("--cert requires --key")),
            (None, Some(_)) => Err(Failure::usage("--key requires --cert")),
        }
    }
}

fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, Failure> {
    let pem = read(file)?;
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(&pem)
        .collect::<Result<_, _>>()
        .map_err(|e| bad_file(file, &format!("is not PEM: {e}")))?;
    if certificates.is_empty() {
        return Err(bad_file(file, "contains no PEM certificate"));
    }
    Ok(certificates)
}

fn private_key(file: &Path) -> Result<PrivateKeyDer<'static>, Failure> {
    let pem = read(file)?;
    PrivateKeyDer::from_pem_slice(&pem).map_err(|e| {
        if is_encrypted(&pem) {
            let file = file.display();
            return Failure::usage(format!("{file} is encrypted with a passphrase")).hint(format!(
                "etcdctl and ectl need an unencrypted key: openssl pkey -in {file} -out FILE"
            ));
        }
        bad_file(file, &format!("contains no PEM private key: {e}"))
    })
}

/// Returns whether a private key is encrypted, in PKCS #8 or the older format of OpenSSL.
fn is_encrypted(pem: &[u8]) -> bool {
    let pem = String::from_utf8_lossy(pem);
    pem.lines().any(|line| {
        line.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----")
            || line.starts_with("Proc-Type: 4,ENCRYPTED")
    })
}

/// Combines a certificate with its key. The check of rustls refuses certificates of X.509 v1.
fn pair(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
    provider: &CryptoProvider,
) -> Result<CertifiedKey, Failure> {
    let refused = |why: &str| Failure::usage(format!("cannot use --cert with --key: {why}"));
    let key = provider.key_provider.load_private_key(key).map_err(|e| refused(&e.to_string()))?;
    let certified = chain.first().and_then(public_key);
    match (certified, key.public_key()) {
        (None, _) => return Err(refused("the certificate is malformed")),
        (Some(certified), Some(own)) if certified != own => {
            return Err(refused("the key does not match the certificate"));
        }
        _ => {}
    }
    Ok(CertifiedKey::new(chain, key))
}

fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(file).map_err(|e| {
        Failure::usage(format!("open {}: {}", file.display(), os_cause(&e.to_string())))
    })
}

fn bad_file(file: &Path, what: &str) -> Failure {
    Failure::usage(format!("{} {what}", file.display()))
}

/// Accepts a server whose chain ends in one of the roots, or whose own certificate is one of them. With
/// `etcd --auto-tls`, and in many manual set-ups, a self-signed certificate is its own CA, or clients get
/// the server's certificate alone. Go accepts both, webpki neither.
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
            // webpki has checked the dates before the issuer, so that only the name is left.
            Err(Error::InvalidCertificate(wrong))
                if is_about_issuer(&wrong) && self.roots.contains(end_entity) =>
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

/// Returns whether only the issuer is wrong, which does not matter for a certificate that is trusted
/// itself.
fn is_about_issuer(wrong: &CertificateError) -> bool {
    match wrong {
        CertificateError::UnknownIssuer | CertificateError::BadSignature => true,
        CertificateError::Other(OtherError(cause)) => {
            matches!(cause.downcast_ref(), Some(webpki::Error::CaUsedAsEndEntity))
        }
        _ => false,
    }
}
