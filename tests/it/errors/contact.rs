//! Unreachable servers and the reasons.

use super::{DEAD, LOCAL, get, serve, takes};
use crate::support::certs::{Authority, Identity};
use crate::support::proxy::{Fate, mute, proxy};
use crate::support::serial::serial;
use crate::support::strangers::{fake, page_server};
use crate::support::{Outcome, ectl, etcd};
use std::io::{Read as _, Write as _};
use std::time::Duration;
use tokio::net::{TcpSocket, TcpStream};

/// Fails with just this cause at this endpoint, and a hint that begins like this.
#[track_caller]
fn unreachable(outcome: Outcome, at: &str, cause: &str, hint: &str) {
    let text = format!("Error: cannot reach etcd at {at}: {cause}\nhint: {hint}");
    let outcome = outcome.fails_part(2, &text);
    assert_eq!(outcome.stderr.lines().count(), 2, "{}", outcome.stderr);
}

#[test]
fn wrong_scheme_is_recognized() {
    let authority = Authority::new();
    let etcd = serve(&authority.sign(&LOCAL), &[]);
    let at = etcd.endpoints();
    let bare = at.trim_start_matches("https://");
    let (cause, hint) = ("the server requires TLS", format!("use {at}, with --cacert"));
    for at in [bare, &format!("http://{bare}")] {
        unreachable(get(at, &[]), at, cause, &hint);
    }
    drop(etcd);
    let etcd = self::etcd();
    let bare = etcd.endpoints();
    let at = format!("https://{bare}");
    let cause = "the server does not use TLS";
    unreachable(get(&at, &[]), &at, cause, &format!("use http://{bare}\n"));
    let ca = ["--cacert", &authority.ca()];
    unreachable(get(&bare, &ca), &bare, cause, &format!("use http://{bare}\n"));
}

#[test]
fn server_certificate_errors_have_reasons() {
    let authority = Authority::new();
    let ca = authority.ca();
    let early = serve(&authority.sign_early(&LOCAL), &[]);
    let at = early.endpoints();
    let cause = "the server's certificate is not valid before 2126-01-01 00:00:00 UTC";
    unreachable(
        get(&at, &["--cacert", &ca]),
        &at,
        cause,
        "renew the server's certificate, or correct this machine's",
    );
    drop(early);
    let named = serve(&authority.sign(&["a.example", "10.1.2.3"]), &[]);
    let at = named.endpoints();
    let cause = "the server's certificate is for a.example, 10.1.2.3, not for 127.0.0.1";
    unreachable(get(&at, &["--cacert", &ca]), &at, cause, "use one of the certificate's names, or");
}

#[test]
fn client_certificate_errors_have_reasons() {
    let authority = Authority::new();
    let ca = authority.ca();
    let (revoked, list) = authority.sign_revoked();
    let more = ["--client-cert-auth", "--trusted-ca-file", &ca, "--client-crl-file", &list];
    let etcd = serve(&authority.sign(&LOCAL), &more);
    let at = etcd.endpoints();
    let with = |identity: &Identity| {
        get(&at, &["--cacert", &ca, "--cert", &identity.certificate, "--key", &identity.key])
    };
    with(&authority.sign_user("good")).prints("");
    let hint = "use --cert and --key with a certificate that the server trusts";
    unreachable(
        get(&at, &["--cacert", &ca]),
        &at,
        "the server requires a client certificate",
        hint,
    );
    let cause = "the server closed the connection after the TLS handshake";
    unreachable(with(&revoked), &at, cause, "the client certificate (--cert) may be revoked");
    let expired = with(&authority.sign_expired(&[]))
        .fails_part(2, "the server rejected the client certificate");
    expired.says(&format!("\nhint: {hint}"));
}

#[test]
fn servers_other_than_etcd_are_identified() {
    let page = "HTTP/1.1 400 Bad Request\r\nContent-Length: 17\r\n\r\n<html>no</html>\r\n";
    let web = fake(move |mut client| {
        let _ = client.write_all(page.as_bytes());
        let _ = client.read(&mut [0; 1024]);
    });
    let port = "is this etcd's client port";
    unreachable(get(&web, &[]), &web, "the server speaks HTTP/1, not gRPC", port);
    let https = format!("https://{web}");
    unreachable(get(&https, &[]), &https, "the server does not speak TLS", "use http://");
    let ssh = fake(|mut client| {
        let _ = client.write_all(b"SSH-2.0-OpenSSH_9.9\r\n");
        let _ = client.read(&mut [0; 1024]);
    });
    unreachable(get(&ssh, &[]), &ssh, "the server does not speak HTTP/2", port);
    // What it has not read when it goes makes that a reset.
    let reset = fake(|client| {
        let _ = client.peek(&mut [0]);
    });
    unreachable(get(&reset, &[]), &reset, "the server closed the connection", port);
    let hang_up = proxy(DEAD, Fate::HangUp);
    get(&hang_up, &[])
        .fails_part(2, &format!("Error: cannot reach etcd at {hang_up}: "))
        .says("\nhint: ");
}

#[test]
fn http_pages_are_identified() {
    for (status, cause) in [
        (502, "HTTP status 502 Bad Gateway instead of a gRPC response"),
        (404, "HTTP status 404 Not Found instead of a gRPC response"),
        (200, "the response is not gRPC"),
    ] {
        let at = page_server(status);
        for words in ["lease list", "member list"] {
            let text = format!("Error: {at} is not etcd: {cause}\nhint: is this etcd's");
            ectl(&at, words).run().fails_part(2, &text);
        }
        let text = format!("Error: outcome unknown: {at} is not etcd: {cause}\nhint: ");
        ectl(&at, "put k v").run().fails_part(124, &text);
    }
    for status in [502, 404] {
        get(&page_server(status), &[]).fails_part(2, &format!("HTTP status {status}"));
    }
}

#[test]
fn silence_is_reported_by_phase_and_in_time() {
    let _serial = serial();
    let mute = mute();
    let limit = Duration::from_secs(1);
    let silent = |at: &str, cause: &str, hint: &str| {
        takes(limit, || {
            let text = format!("Error: cannot reach etcd at {at}: {cause} within 1s\nhint: {hint}");
            ectl(at, "put k v --dial-timeout 1s").run().fails_part(124, &text);
        });
    };
    let open = "the port accepts connections but does not respond";
    silent(&mute.endpoint(), "no answer", open);
    silent(&format!("https://{}", mute.endpoint()), "no answer to the TLS handshake", open);
    // Where the queue of connections is full the kernel lets the next ones wait.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let listener = socket.listen(1).unwrap();
        let at = listener.local_addr().unwrap();
        let mut queue = Vec::new();
        while let Ok(Ok(stream)) =
            tokio::time::timeout(Duration::from_millis(300), TcpStream::connect(at)).await
        {
            queue.push(stream);
        }
        silent(&at.to_string(), "no connection", "check the address, the network");
    });
    let etcd = etcd();
    let hush = proxy(&etcd.endpoints(), Fate::SilentOnceSent(b"hush"));
    takes(limit, || {
        ectl(&hush, "get hush --command-timeout 1s")
            .run()
            .fails_part(124, &format!("Error: {hush} did not answer within 1s\n"));
    });
}

#[test]
fn unreachable_addresses_have_hints() {
    let nowhere = "no-such-host.invalid:2379";
    let name = get(nowhere, &[]).fails_part(2, &format!("Error: cannot reach etcd at {nowhere}: "));
    name.says("\nhint: check the name and this machine's DNS\n");
    let socket = tempfile::tempdir().unwrap();
    let at = format!("unix:{}", socket.path().display());
    get(&at, &[]).fails_part(2, "\nhint: ");
    unreachable(
        get(DEAD, &[]),
        DEAD,
        "connection refused",
        "is etcd running there? set --endpoints",
    );
    let mute = mute();
    let mixed = format!("{DEAD},{}", mute.endpoint());
    let text =
        format!("\nhint: {}: the port accepts connections but does not respond", mute.endpoint());
    get(&mixed, "--dial-timeout 300ms").fails_part(2, &text);
    get(&format!("{DEAD},{DEAD}"), &[]).fails_part(2, "\nhint: is etcd running there?");
    ectl("", "get k --endpoints ,").run().fails_part(2, "\nhint: the list of endpoints is empty");
}
