//! The notation HOST:PORT.

use http::uri::Authority;

/// Splits HOST:PORT, of which both parts are required.
pub(super) fn host_and_port(text: &str) -> Result<(String, u16), String> {
    let authority = text.parse::<Authority>().ok().filter(|_| !text.contains('@'));
    let parts = authority.and_then(|authority| {
        let host = authority.host().trim_matches(['[', ']']).to_owned();
        Some((host, authority.port_u16()?)).filter(|(host, _)| !host.is_empty())
    });
    parts.ok_or_else(|| "expected HOST:PORT".to_owned())
}
