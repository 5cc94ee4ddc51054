//! Certificates as etcd is run with them, made for one test.

use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DistinguishedName,
    DnType, IsCa, Issuer, KeyIdMethod, KeyPair, RevokedCertParams, SerialNumber,
};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

/// A CA, and a directory with what it signed.
pub struct Authority {
    directory: TempDir,
    issuer: Issuer<'static, KeyPair>,
}

/// The two files of a certificate.
pub struct Identity {
    pub certificate: String,
    pub key: String,
}

impl Authority {
    pub fn new() -> Self {
        Self::named("test CA")
    }

    pub fn named(name: &str) -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let mut params = params(&[]);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.self_signed(&key).expect("a CA");
        write(&directory.path().join("ca.pem"), &certificate.pem());
        Self { directory, issuer: Issuer::new(params, key) }
    }

    /// The CA's own certificate.
    pub fn ca(&self) -> String {
        text(&self.directory.path().join("ca.pem"))
    }

    /// A certificate for these names and addresses.
    pub fn sign(&self, names: &[&str]) -> Identity {
        self.sign_as("peer", &params(names))
    }

    /// Signs a client certificate for a user of etcd, with this common name.
    pub fn sign_user(&self, name: &str) -> Identity {
        let mut params = params(&[]);
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, name);
        self.sign_as(name, &params)
    }

    /// Signs a certificate that ended long ago.
    pub fn sign_expired(&self, names: &[&str]) -> Identity {
        let mut params = params(names);
        params.not_before = rcgen::date_time_ymd(2001, 1, 1);
        params.not_after = rcgen::date_time_ymd(2002, 1, 1);
        self.sign_as("expired", &params)
    }

    /// Signs a certificate that ends in this number of days, and an hour.
    pub fn sign_for_days(&self, names: &[&str], days: u64) -> Identity {
        let mut params = params(names);
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("a clock");
        let left = Duration::from_secs(days * 24 * 60 * 60 + 60 * 60);
        params.not_after = rcgen::date_time_ymd(1970, 1, 1) + now + left;
        self.sign_as(&format!("days-{days}"), &params)
    }

    /// Signs a certificate that is valid in a hundred years.
    pub fn sign_early(&self, names: &[&str]) -> Identity {
        let mut params = params(names);
        params.not_before = rcgen::date_time_ymd(2126, 1, 1);
        params.not_after = rcgen::date_time_ymd(2127, 1, 1);
        self.sign_as("early", &params)
    }

    /// Signs a client certificate; returns also the file of a list that revokes it.
    pub fn sign_revoked(&self) -> (Identity, String) {
        let serial_number = SerialNumber::from(4711_u64);
        let mut params = params(&[]);
        params.serial_number = Some(serial_number.clone());
        let revoked = RevokedCertParams {
            serial_number,
            revocation_time: rcgen::date_time_ymd(2002, 1, 1),
            reason_code: None,
            invalidity_date: None,
        };
        let list = CertificateRevocationListParams {
            this_update: rcgen::date_time_ymd(2002, 1, 1),
            next_update: rcgen::date_time_ymd(2102, 1, 1),
            crl_number: SerialNumber::from(1_u64),
            issuing_distribution_point: None,
            revoked_certs: vec![revoked],
            key_identifier_method: KeyIdMethod::Sha256,
        };
        let list = list.signed_by(&self.issuer).expect("a list of revoked certificates");
        let file = self.directory.path().join("crl.der");
        std::fs::write(&file, list.der()).expect("a file in a temporary directory");
        (self.sign_as("revoked", &params), text(&file))
    }

    fn sign_as(&self, name: &str, params: &CertificateParams) -> Identity {
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        identity(self.directory.path(), name, &certificate.pem(), &key)
    }

    /// A certificate that is its own CA, for these names.
    pub fn self_signed(&self, names: &[&str], expired: bool) -> Identity {
        let mut params = params(names);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        if expired {
            params.not_after = rcgen::date_time_ymd(2002, 1, 1);
        }
        let key = KeyPair::generate().expect("a key");
        let certificate = params.self_signed(&key).expect("a certificate");
        identity(self.directory.path(), "self", &certificate.pem(), &key)
    }
}

/// The two files of an RSA key, private and public, as `etcd --auth-token jwt` wants them.
pub fn rsa(directory: &Path) -> (PathBuf, PathBuf) {
    let key = KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048)
        .expect("an RSA key");
    let files = (directory.join("jwt.key"), directory.join("jwt.pub"));
    write(&files.0, &key.serialize_pem());
    write(&files.1, &key.public_key_pem());
    files
}

fn params(names: &[&str]) -> CertificateParams {
    let names: Vec<_> = names.iter().map(|&name| name.to_owned()).collect();
    CertificateParams::new(names).expect("names")
}

fn identity(directory: &Path, name: &str, certificate: &str, key: &KeyPair) -> Identity {
    let files = [directory.join(format!("{name}.pem")), directory.join(format!("{name}.key"))];
    write(&files[0], certificate);
    write(&files[1], &key.serialize_pem());
    Identity { certificate: text(&files[0]), key: text(&files[1]) }
}

fn write(file: &Path, content: &str) {
    std::fs::write(file, content).expect("a file in a temporary directory");
}

fn text(path: &Path) -> String {
    path.to_str().expect("a temporary path in UTF-8").to_owned()
}
