//! One table of the options that have a variable: their names, defaults, and how `--debug` shows them.

use super::sources::Setting;
use super::sources::Shown::{Hidden, NameOnly, Plain};

macro_rules! table {
    ($($name:ident: $option:literal, $variable:literal, $default:literal, $shown:ident;)*) => {
        $(pub(super) const $name: Setting = Setting {
            option: $option,
            variable: $variable,
            default: $default,
            shown: $shown,
        };)*
    };
}

table! {
    AUTH_JWT_TOKEN: "auth-jwt-token", "ETCDCTL_AUTH_JWT_TOKEN", "", Hidden;
    CACERT: "cacert", "ETCDCTL_CACERT", "", Plain;
    CERT: "cert", "ETCDCTL_CERT", "", Plain;
    CLUSTER: "cluster", "ETCDCTL_CLUSTER", "false", Plain;
    COMMAND_TIMEOUT: "command-timeout", "ETCDCTL_COMMAND_TIMEOUT", "5s", Plain;
    DEBUG: "debug", "ETCDCTL_DEBUG", "false", Plain;
    DIAL_TIMEOUT: "dial-timeout", "ETCDCTL_DIAL_TIMEOUT", "2s", Plain;
    DISCOVERY_SRV: "discovery-srv", "ETCDCTL_DISCOVERY_SRV", "", Plain;
    DISCOVERY_SRV_NAME: "discovery-srv-name", "ETCDCTL_DISCOVERY_SRV_NAME", "", Plain;
    ENDPOINTS: "endpoints", "ETCDCTL_ENDPOINTS", "127.0.0.1:2379", Plain;
    HEX: "hex", "ETCDCTL_HEX", "false", Plain;
    INSECURE_DISCOVERY: "insecure-discovery", "ETCDCTL_INSECURE_DISCOVERY", "true", Plain;
    INSECURE_SKIP_TLS_VERIFY: "insecure-skip-tls-verify", "ETCDCTL_INSECURE_SKIP_TLS_VERIFY", "false", Plain;
    INSECURE_TRANSPORT: "insecure-transport", "ETCDCTL_INSECURE_TRANSPORT", "true", Plain;
    JSON_ERRORS: "json-errors", "ECTL_JSON_ERRORS", "", Plain;
    KEEPALIVE_TIME: "keepalive-time", "ETCDCTL_KEEPALIVE_TIME", "2s", Plain;
    KEEPALIVE_TIMEOUT: "keepalive-timeout", "ETCDCTL_KEEPALIVE_TIMEOUT", "6s", Plain;
    KEY: "key", "ETCDCTL_KEY", "", Plain;
    MAX_RECV_BYTES: "max-recv-bytes", "ETCDCTL_MAX_RECV_BYTES", "0", Plain;
    MAX_REQUEST_BYTES: "max-request-bytes", "ETCDCTL_MAX_REQUEST_BYTES", "0", Plain;
    PASSWORD: "password", "ETCDCTL_PASSWORD", "", Hidden;
    PASSWORD_COMMAND: "password-command", "ECTL_PASSWORD_COMMAND", "", Hidden;
    PASSWORD_FILE: "password-file", "ECTL_PASSWORD_FILE", "", Plain;
    RETRY: "retry", "ECTL_RETRY", "0s", Plain;
    TOKEN_FILE: "token-file", "ECTL_TOKEN_FILE", "", Plain;
    USER: "user", "ETCDCTL_USER", "", NameOnly;
    WRITE_OUT: "write-out", "ETCDCTL_WRITE_OUT", "simple", Plain;
}
