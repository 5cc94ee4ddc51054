//! One table of the settings that have a variable or a key in the config file: their names, defaults, how
//! `--debug` shows them, and the type of the key.

use super::setting::Key::{
    Endpoints, Never, Number, OutputFormat, Path, Secret, Switch, Text, Time, User,
};
use super::setting::Setting;
use super::setting::Shown::{Hidden, NameOnly, Plain};

macro_rules! table {
    ($($name:ident: $option:literal, $variable:literal, $default:literal, $shown:ident, $key:expr;)*) => {
        $(pub(super) const $name: Setting = Setting {
            option: $option,
            variable: $variable,
            default: $default,
            shown: $shown,
            key: $key,
        };)*

        pub(super) const ALL: &[Setting] = &[$($name),*];
    };
}

table! {
    AUTH_JWT_TOKEN: "auth-jwt-token", "ETCDCTL_AUTH_JWT_TOKEN", "", Hidden, Secret("token-file");
    CACERT: "cacert", "ETCDCTL_CACERT", "", Plain, Path;
    CERT: "cert", "ETCDCTL_CERT", "", Plain, Path;
    CLUSTER: "cluster", "ETCDCTL_CLUSTER", "false", Plain, Never;
    COMMAND_TIMEOUT: "command-timeout", "ETCDCTL_COMMAND_TIMEOUT", "5s", Plain, Time;
    CONTEXT: "context", "ECTL_CONTEXT", "", Plain, Never;
    DEBUG: "debug", "ETCDCTL_DEBUG", "false", Plain, Never;
    DIAL_TIMEOUT: "dial-timeout", "ETCDCTL_DIAL_TIMEOUT", "2s", Plain, Time;
    DISCOVERY_SRV: "discovery-srv", "ETCDCTL_DISCOVERY_SRV", "", Plain, Text;
    DISCOVERY_SRV_NAME: "discovery-srv-name", "ETCDCTL_DISCOVERY_SRV_NAME", "", Plain, Text;
    ENDPOINTS: "endpoints", "ETCDCTL_ENDPOINTS", "127.0.0.1:2379", Plain, Endpoints;
    HEX: "hex", "ETCDCTL_HEX", "false", Plain, Switch;
    INSECURE_DISCOVERY: "insecure-discovery", "ETCDCTL_INSECURE_DISCOVERY", "true", Plain, Switch;
    INSECURE_SKIP_TLS_VERIFY: "insecure-skip-tls-verify", "ETCDCTL_INSECURE_SKIP_TLS_VERIFY", "false", Plain, Switch;
    INSECURE_TRANSPORT: "insecure-transport", "ETCDCTL_INSECURE_TRANSPORT", "true", Plain, Switch;
    JSON_ERRORS: "json-errors", "ECTL_JSON_ERRORS", "", Plain, Switch;
    KEEPALIVE_TIME: "keepalive-time", "ETCDCTL_KEEPALIVE_TIME", "10s", Plain, Time;
    KEEPALIVE_TIMEOUT: "keepalive-timeout", "ETCDCTL_KEEPALIVE_TIMEOUT", "5s", Plain, Time;
    KEY: "key", "ETCDCTL_KEY", "", Plain, Path;
    MAX_RECV_BYTES: "max-recv-bytes", "ETCDCTL_MAX_RECV_BYTES", "0", Plain, Number;
    MAX_REQUEST_BYTES: "max-request-bytes", "ETCDCTL_MAX_REQUEST_BYTES", "0", Plain, Number;
    PASSWORD: "password", "ETCDCTL_PASSWORD", "", Hidden, Secret("password-file or password-command");
    PASSWORD_COMMAND: "password-command", "ECTL_PASSWORD_COMMAND", "", Hidden, Text;
    PASSWORD_FILE: "password-file", "ECTL_PASSWORD_FILE", "", Plain, Path;
    PREFIX: "prefix", "", "", Plain, Text;
    PROTECTED: "protected", "", "false", Plain, Switch;
    READ_ONLY: "read-only", "", "false", Plain, Switch;
    RETRY: "retry", "ECTL_RETRY", "0s", Plain, Time;
    TOKEN_FILE: "token-file", "ECTL_TOKEN_FILE", "", Plain, Path;
    USER: "user", "ETCDCTL_USER", "", NameOnly, User;
    WRITE_OUT: "write-out", "ETCDCTL_WRITE_OUT", "simple", Plain, OutputFormat;
}
