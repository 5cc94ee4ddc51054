//! TLS in the ways in which etcd is run with it.

use crate::support::certs::{Authority, Identity};
use crate::support::cluster::Cluster as _;
use crate::support::words::Words;
use crate::support::{Outcome, ectl, etcd, start};
use ectl::sandbox::{Etcd, Plan};
use std::ffi::OsString;

const LOCAL: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

fn serve(identity: &Identity, more: &[&str]) -> Etcd {
    let mut options = vec!["--cert-file", &identity.certificate, "--key-file", &identity.key];
    options.extend(more);
    start(&Plan {
        options: options.iter().map(OsString::from).collect(),
        scheme: "https",
        ..Plan::new()
    })
}

/// Runs `get k` with these options.
fn get(at: &str, options: impl Words) -> Outcome {
    ectl(at, "get k").args(options).run()
}

#[test]
fn server_certificate_is_verified() {
    let authority = Authority::new();
    let other = Authority::named("another CA");
    let twin = Authority::new();
    let etcd = serve(&authority.sign(&LOCAL), &[]);
    let at = etcd.endpoints();
    let bare = at.trim_start_matches("https://");
    let port = bare.rsplit(':').next().unwrap();
    let ca = authority.ca();
    etcd.ectl(&format!("put k v --cacert {ca}")).run().prints("OK\n");
    get(&at, &format!("--cacert {ca}")).prints("k\nv\n");
    get(bare, &format!("--cacert {ca}")).prints("k\nv\n");
    get(&format!("localhost:{port}"), &format!("--cacert {ca}")).prints("k\nv\n");
    get(&at, "--insecure-skip-tls-verify").prints("k\nv\n");
    get(bare, "--insecure-skip-tls-verify").prints("k\nv\n");

    let unknown = "Error: cannot reach etcd at https://127.0.0.1:[..]: the server's \
                   certificate is signed by an unknown authority\n\
                   hint: use --cacert with the file of the CA that signed it\n";
    get(&at, &format!("--cacert {}", other.ca())).fails(2, unknown);
    get(&at, &format!("--cacert {}", twin.ca())).fails(
        2,
        "Error: cannot reach etcd at https://127.0.0.1:[..]: the server's \
         certificate is signed by another authority of the same name\n\
         hint: use --cacert with the file of the CA that signed it\n",
    );
    let system = |roots: String| etcd.ectl("get k").env("SSL_CERT_FILE", roots).run();
    system(other.ca()).fails(2, unknown);
    system(ca.clone()).prints("k\nv\n");

    // `http://` is plain text in spite of the files.
    let plain = get(&format!("http://{bare}"), &format!("--cacert {ca}"));
    assert_eq!((plain.text(), plain.code), ("", 2), "{}", plain.stderr);
    let put = ectl(bare, "put k v").run().fails(
        2,
        &format!(
            "Error: cannot reach etcd at {bare}: the server requires TLS\n\
             hint: use https://127.0.0.1:[..], with --cacert for its CA\n"
        ),
    );
    assert!(!put.stderr.contains("unknown"), "{}", put.stderr);
}

#[test]
fn certificate_of_wrong_name_or_date_is_refused() {
    let authority = Authority::new();
    let ca = authority.ca();
    let etcd = serve(&authority.sign(&["etcd.example"]), &[]);
    let at = etcd.endpoints();
    get(&at, &format!("--cacert {ca}")).fails(
        2,
        "Error: cannot reach etcd at https://127.0.0.1:[..]: the server's \
         certificate is for etcd.example, not for 127.0.0.1\n\
         hint: use one of the certificate's names, or issue a certificate that \
         includes 127.0.0.1\n",
    );
    get(&at, &format!("--cacert {ca} --insecure-skip-tls-verify")).prints("");
    drop(etcd);
    let etcd = serve(&authority.sign_expired(&LOCAL), &[]);
    get(&etcd.endpoints(), &format!("--cacert {ca}")).fails(
        2,
        "Error: cannot reach etcd at https://127.0.0.1:[..]: the server's \
         certificate expired on 2002-01-01 00:00:00 UTC\n\
         hint: renew the server's certificate, or correct this machine's clock \
         (now [..])\n",
    );
}

#[test]
fn client_certificate_is_sent() {
    let authority = Authority::new();
    let server = authority.sign(&LOCAL);
    let ca = authority.ca();
    let etcd = serve(&server, &["--client-cert-auth", "--trusted-ca-file", &ca]);
    let at = etcd.endpoints();
    let with = |identity: &Identity| {
        get(&at, &["--cacert", &ca, "--cert", &identity.certificate, "--key", &identity.key])
    };
    with(&server).prints("");
    let put = etcd.ectl(&format!("put k v --cacert {ca}")).run();
    put.fails(
        2,
        &format!(
            "Error: cannot reach etcd at {at}: the server requires a client \
             certificate\n\
             hint: use --cert and --key with a certificate that the server trusts\n"
        ),
    );
    let other = Authority::named("another CA");
    with(&other.sign(&LOCAL)).fails(
        2,
        "Error: cannot reach etcd at https://127.0.0.1:[..]: the server rejected \
         the client certificate\n\
         hint: use --cert and --key with a certificate that the server trusts\n",
    );
}

#[test]
fn client_certificate_names_user() {
    let authority = Authority::new();
    let ca = authority.ca();
    let more = ["--client-cert-auth", "--trusted-ca-file", &ca, "--bcrypt-cost", "4"];
    let etcd = serve(&authority.sign(&LOCAL), &more);
    let (root, reader) = (authority.sign_user("root"), authority.sign_user("reader"));
    let unknown = authority.sign_user("stranger");
    let with = |identity: &Identity, words: &str| {
        let files = ["--cacert", &ca, "--cert", &identity.certificate, "--key", &identity.key];
        let words: Vec<_> = words.split(' ').chain(files).collect();
        etcd.ectl(&words).run()
    };
    for line in [
        "put public v",
        "put secret v",
        "user add root --no-password",
        "user add reader --no-password",
        "user add person --new-user-password pw",
        "role add reading",
        "role grant-permission reading read public",
        "user grant-role reader reading",
        "auth enable",
    ] {
        let done = with(&root, line);
        assert_eq!(done.code, 0, "{line}: {}", done.stderr);
    }
    with(&reader, "get public").prints("public\nv\n");
    with(&root, "get secret").prints("secret\nv\n");
    let denied = "Error: etcdserver: permission denied\n\
                  hint: the user named in the client certificate may not read key \
                  \"secret\"; --user selects another\n";
    with(&reader, "get secret").fails(9, denied);
    with(&unknown, "get public").fails(
        9,
        "Error: etcdserver: permission denied\n\
         hint: the user named in the client certificate may not read key \
         \"public\"; --user selects another\n",
    );
    // The user named in `--user` comes before the one of the certificate.
    with(&root, "get secret --user person:pw").fails(
        9,
        "Error: etcdserver: permission denied\n\
         hint: user person may not read key \"secret\"; see \"ectl user get \
         person --detail\"\n",
    );
    with(&reader, "get public --user reader:pw").fails(
        9,
        "Error: rpc error: code = Unknown desc = auth: authentication failed, \
         password was given for no password user\n\
         hint: this user has no password: log in with --cert and --key, without \
         --user\n",
    );
}

#[test]
fn self_signed_certificate_can_be_cacert() {
    let authority = Authority::new();
    let own = authority.self_signed(&LOCAL, false);
    let etcd = serve(&own, &[]);
    let at = etcd.endpoints();
    get(&at, &format!("--cacert {}", own.certificate)).prints("");
    get(&at, &format!("--cacert {}", authority.ca())).fails(
        2,
        "Error: cannot reach etcd at https://127.0.0.1:[..]: the server's \
         certificate is not acceptable: CaUsedAsEndEntity\n",
    );
    drop(etcd);
    let named = authority.self_signed(&["etcd.example"], false);
    let etcd = serve(&named, &[]);
    get(&etcd.endpoints(), &format!("--cacert {}", named.certificate)).fails(
        2,
        "Error: cannot reach etcd at https://127.0.0.1:[..]: the server's \
         certificate is for etcd.example, not for 127.0.0.1\n\
         hint: use one of the certificate's names, or issue a certificate that \
         includes 127.0.0.1\n",
    );
    drop(etcd);
    let old = authority.self_signed(&LOCAL, true);
    let etcd = serve(&old, &[]);
    get(&etcd.endpoints(), &format!("--cacert {}", old.certificate)).fails(
        2,
        "Error: cannot reach etcd at https://127.0.0.1:[..]: the server's \
         certificate expired on 2002-01-01 00:00:00 UTC\n\
         hint: renew the server's certificate, or correct this machine's clock \
         (now [..])\n",
    );
}

#[test]
fn server_certificate_can_be_cacert() {
    let authority = Authority::new();
    let server = authority.sign(&LOCAL);
    let etcd = serve(&server, &[]);
    get(&etcd.endpoints(), &format!("--cacert {}", server.certificate)).prints("");
}

#[test]
fn certificate_of_auto_tls_is_accepted() {
    let plan = Plan { options: vec!["--auto-tls".into()], scheme: "https", ..Plan::new() };
    let etcd = start(&plan);
    let at = etcd.endpoints();
    get(&at, "--insecure-skip-tls-verify").prints("");
    let own = etcd.directory().join("m1/fixtures/client/cert.pem");
    get(&at, &format!("--cacert {}", own.to_str().unwrap())).prints("");
    let port = at.rsplit(':').next().unwrap();
    get(&format!("https://localhost:{port}"), &format!("--cacert {}", own.to_str().unwrap()))
        .fails(
            2,
            "Error: cannot reach etcd at https://localhost:[..]: the server's \
             certificate is for 127.0.0.1, not for localhost\n\
             hint: use one of the certificate's names, or issue a certificate that \
             includes localhost\n",
        );
}

#[test]
fn ipv6_address_is_verified() {
    let authority = Authority::new();
    let identity = authority.sign(&["::1"]);
    let port = std::net::TcpListener::bind("[::1]:0").unwrap().local_addr().unwrap().port();
    let at = format!("https://[::1]:{port}");
    let etcd = serve(&identity, &["--listen-client-urls", &at]);
    get(&at, &format!("--cacert {}", authority.ca())).prints("");
    drop(etcd);
}

#[test]
fn tls_works_over_unix_sockets() {
    let authority = Authority::new();
    let ca = authority.ca();
    let directory = tempfile::tempdir().unwrap();
    let socket = directory.path().join("etcd:0");
    let url = format!("unixs://{}", socket.display());
    // The name to be verified is the last element of the path, up to its colon.
    let etcd = serve(&authority.sign(&["etcd"]), &["--listen-client-urls", &url]);
    let here = |endpoint: &str, options: &str| {
        ectl(endpoint, "get k").args(options).directory(directory.path()).run()
    };
    ectl(&url, &format!("put k v --cacert {ca}")).run().prints("OK\n");
    here(&url, &format!("--cacert {ca}")).prints("k\nv\n");
    for endpoint in ["unixs:etcd:0", "unixs://etcd:0"] {
        here(endpoint, &format!("--cacert {ca}")).prints("k\nv\n");
        here(endpoint, "--insecure-skip-tls-verify").prints("k\nv\n");
    }
    // With `unix:` TLS is used if a TLS option is given.
    here("unix:etcd:0", &format!("--cacert {ca}")).prints("k\nv\n");
    here("unix:etcd:0", "").fails(
        2,
        "Error: cannot reach etcd at unix:etcd:0: the server requires TLS\n\
         hint: use unixs:etcd:0, with --cacert for its CA\n",
    );
    let other = Authority::named("another CA");
    here(&url, &format!("--cacert {}", other.ca())).fails(
        2,
        "Error: cannot reach etcd at unixs://[..]:0: the server's certificate is \
         signed by an unknown authority\n\
         hint: use --cacert with the file of the CA that signed it\n",
    );
    drop(etcd);
    let etcd = serve(&authority.sign(&["another"]), &["--listen-client-urls", &url]);
    here(&url, &format!("--cacert {ca}")).fails(
        2,
        "Error: cannot reach etcd at unixs://[..]:0: the server's certificate is \
         for another, not for etcd\n\
         hint: use one of the certificate's names, or issue a certificate that \
         includes etcd\n",
    );
    drop(etcd);
}

#[test]
fn insecure_transport_false_turns_tls_on() {
    let authority = Authority::new();
    let etcd = serve(&authority.sign(&LOCAL), &[]);
    let at = etcd.endpoints();
    let bare = at.trim_start_matches("https://");
    let get = |options: &str, roots: &str| {
        ectl(bare, "get k").args(options).env("SSL_CERT_FILE", roots).run()
    };
    let ca = authority.ca();
    get("--insecure-transport=false", &ca).prints("");
    let variable = ectl(bare, "get k").env("SSL_CERT_FILE", &ca);
    variable.env("ETCDCTL_INSECURE_TRANSPORT", "false").run().prints("");
    get("", &ca).fails(
        2,
        &format!(
            "Error: cannot reach etcd at {bare}: the server requires TLS\n\
             hint: use https://127.0.0.1:[..], with --cacert for its CA\n"
        ),
    );
    let other = Authority::named("another CA");
    get("--insecure-transport=false", &other.ca()).fails(
        2,
        "Error: cannot reach etcd at 127.0.0.1:[..]: the server's certificate is \
         signed by an unknown authority\n\
         hint: use --cacert with the file of the CA that signed it\n",
    );
    // The scheme comes before the option.
    let plain = format!("http://{bare}");
    let plain = ectl(&plain, "get k --insecure-transport=false").env("SSL_CERT_FILE", &ca).run();
    plain.fails(
        2,
        "Error: cannot reach etcd at http://127.0.0.1:[..]: the server requires \
         TLS\n\
         hint: use https://127.0.0.1:[..], with --cacert for its CA\n",
    );
}

#[test]
fn wrong_files_send_nothing() {
    let authority = Authority::new();
    let identity = authority.sign(&LOCAL);
    let (certificate, key) = (identity.certificate.as_str(), identity.key.as_str());
    let refused = |options: &str, text: &str| {
        // If ectl dialled, it would fail with the name of this dead endpoint.
        get("127.0.0.1:1", options).fails(128, text);
    };
    refused(&format!("--cert {certificate}"), "Error: --cert requires --key\n");
    refused(&format!("--key {key}"), "Error: --key requires --cert\n");
    refused("--cacert /nonexistent/ca", "Error: open /nonexistent/ca: no such file or directory\n");
    refused(&format!("--cacert {key}"), "Error: [..] contains no PEM certificate\n");
    refused(
        &format!("--cert {certificate} --key {certificate}"),
        "Error: [..] contains no PEM private key: no items found\n",
    );
    let stranger = Authority::new();
    let other = stranger.sign(&LOCAL);
    refused(
        &format!("--cert {certificate} --key {}", other.key),
        "Error: cannot use --cert with --key: the key does not match the \
         certificate\n",
    );
    refused(
        &format!("--cert {} --key {}", v1("client.pem"), v1("other.key")),
        "Error: cannot use --cert with --key: the key does not match the \
         certificate\n",
    );
    for key in ["encrypted.key", "encrypted-rsa.key"] {
        let key = v1(key);
        refused(
            &format!("--cert {certificate} --key {key}"),
            &format!(
                "Error: {key} is encrypted with a passphrase\n\
                 hint: etcdctl and ectl need an unencrypted key: openssl pkey -in {key} -out FILE\n"
            ),
        );
    }
    let broken = broken_certificate(&authority);
    refused(
        &format!("--cert {broken} --key {key}"),
        "Error: cannot use --cert with --key: the certificate is malformed\n",
    );
    refused("--cacert=", "Error: empty string is passed to --cacert option\n");
}

/// A file whose PEM is well-formed, and holds no certificate.
fn broken_certificate(authority: &Authority) -> String {
    let path = std::path::Path::new(&authority.ca()).with_file_name("broken.pem");
    let pem = "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n";
    std::fs::write(&path, pem).unwrap();
    path.to_str().unwrap().to_owned()
}

/// The path of a file made by `support/v1/make.sh`.
fn v1(name: &str) -> String {
    format!("{}/tests/it/support/v1/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// `openssl x509 -req` of OpenSSL 3.0 makes such certificates, and Go's client sends them.
#[test]
fn client_certificate_of_x509_v1_is_sent() {
    let authority = Authority::new();
    let trusted = v1("ca.pem");
    let etcd =
        serve(&authority.sign(&LOCAL), &["--client-cert-auth", "--trusted-ca-file", &trusted]);
    let ca = authority.ca();
    for name in ["client", "rsa"] {
        let (certificate, key) = (v1(&format!("{name}.pem")), v1(&format!("{name}.key")));
        let files = ["--cacert", &ca, "--cert", &certificate, "--key", &key];
        etcd.ectl(&format!("put {name} v")).args(&files).run().prints("OK\n");
    }
    // The server requires a certificate.
    get(&etcd.endpoints(), &format!("--cacert {ca}")).fails(
        2,
        "Error: cannot reach etcd at https://127.0.0.1:[..]: the server requires \
         a client certificate\n\
         hint: use --cert and --key with a certificate that the server trusts\n",
    );
}

#[test]
fn server_certificate_of_x509_v1_is_accepted_without_verification() {
    for name in ["client", "rsa"] {
        let server =
            Identity { certificate: v1(&format!("{name}.pem")), key: v1(&format!("{name}.key")) };
        let etcd = serve(&server, &[]);
        let put = ["put", "k", "v", "--insecure-skip-tls-verify"];
        etcd.ectl(&put).run().prints("OK\n");
        get(&etcd.endpoints(), &format!("--cacert {}", v1("ca.pem"))).fails(
            2,
            "Error: cannot reach etcd at https://127.0.0.1:[..]: the server's \
             certificate is not acceptable: UnsupportedCertVersion\n",
        );
    }
}

#[test]
fn tls_files_with_http_url_warn() {
    let etcd = etcd();
    let authority = Authority::new();
    let ca = authority.ca();
    let url = format!("http://{}", etcd.endpoints());
    let warning =
        format!("warning: no TLS to {url}; unused: --cacert (use https:// to turn TLS on)\n");
    let put = ectl(&url, &format!("put k v --cacert {ca}")).run();
    assert_eq!((put.text(), &*put.stderr, put.code), ("OK\n", &*warning, 0));
    let get = ectl(&url, "get k").env("ETCDCTL_CACERT", &ca).run();
    assert_eq!((get.text(), &*get.stderr, get.code), ("k\nv\n", &*warning, 0));
    // Without a scheme the files turn TLS on, as in etcdctl; without files there is no warning.
    let plain = etcd.ectl(&format!("get k --cacert {ca}")).run().fails(
        2,
        "Error: cannot reach etcd at 127.0.0.1:[..]: the server does not use TLS\n\
         hint: use http://127.0.0.1:[..]\n",
    );
    assert!(!plain.stderr.contains("warning"), "{plain:?}");
    ectl(&url, "get k").run().prints("k\nv\n");
}
