# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_ectl_global_optspecs
    string join \n endpoints= w/write-out= hex= debug= dial-timeout= command-timeout= retry= keepalive-time= keepalive-timeout= max-request-bytes= max-recv-bytes= insecure-transport= d/discovery-srv= discovery-srv-name= insecure-discovery= insecure-skip-tls-verify= cacert= cert= key= json-errors= user= password= password-file= password-command= auth-jwt-token= token-file= h/help V/version
end

function __fish_ectl_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_ectl_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_ectl_using_subcommand
    set -l cmd (__fish_ectl_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c ectl -n "__fish_ectl_needs_command" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_needs_command" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_needs_command" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_needs_command" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_needs_command" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_needs_command" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_needs_command" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_needs_command" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_needs_command" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_needs_command" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_needs_command" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_needs_command" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_needs_command" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_needs_command" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_needs_command" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_needs_command" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_needs_command" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_needs_command" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_needs_command" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_needs_command" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_needs_command" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_needs_command" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_needs_command" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_needs_command" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_needs_command" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_needs_command" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_needs_command" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_needs_command" -s V -l version -d 'Print version'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "completion" -d 'Print a completion script for a shell'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "hashkv" -d 'Hash the key-value history in a snapshot'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "help" -d 'Print help about a command'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "migrate" -d 'Migrate a stopped member\'s data to another storage version'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "options" -d 'List the options that every command takes'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "sandbox" -d 'Run a command against a temporary etcd'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "version" -d 'Print the versions of ectl, etcd\'s API and etcdctl'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "wal" -d 'Read the write-ahead log of a member'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "alarm" -d 'List and disarm alarms'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "auth" -d 'Turn authentication on or off'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "check" -d 'Run load and capacity checks'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "compaction" -d 'Discard key history before a revision'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "defrag" -d 'Defragment the database and free disk space'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "del" -d 'Delete a key or a range of keys'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "doctor" -d 'Diagnose endpoints and the cluster, and suggest fixes'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "downgrade" -d 'Downgrade the cluster'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "elect" -d 'Campaign in an election, or observe its leader'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "endpoint" -d 'Check and compare endpoints'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "get" -d 'Get a key or a range of keys'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "history" -d 'List the revisions of a key in a snapshot or a data directory'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "lease" -d 'Grant, revoke, renew and inspect leases'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "lock" -d 'Hold a lock while a command runs, or until interrupted'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "make-mirror" -d 'Mirror keys to another cluster, until stopped'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "member" -d 'List and change the members of the cluster'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "move-leader" -d 'Transfer leadership to another member'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "put" -d 'Put a value into a key'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "role" -d 'Manage roles'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "service" -d 'Register and discover services'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "session" -d 'Run a command under a lease, and delete its keys when CMD exits'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "snapshot" -d 'Save, verify and restore copies of a member\'s database'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "txn" -d 'Run requests in one transaction, depending on comparisons'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "user" -d 'Manage users'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "wait" -d 'Wait for a condition on keys or on a service'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "watch" -d 'Watch a key or a range of keys, until stopped'
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand hashkv" -l rev -d 'Hash revisions up to this one; 0 means all' -r
complete -c ectl -n "__fish_ectl_using_subcommand hashkv" -l timeout -d 'Time to wait for a database in use (0: no limit)' -r
complete -c ectl -n "__fish_ectl_using_subcommand hashkv" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand hashkv" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand hashkv" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand hashkv" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand hashkv" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand hashkv" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand hashkv" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand hashkv" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand hashkv" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand hashkv" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand hashkv" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand hashkv" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand hashkv" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand hashkv" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand hashkv" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand hashkv" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand hashkv" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand hashkv" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand hashkv" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand hashkv" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand hashkv" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand hashkv" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand hashkv" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand hashkv" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand hashkv" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand hashkv" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand hashkv" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand help" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -l data-dir -d 'Data directory of a stopped member' -r -F
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -l target-version -d 'Version of etcd to migrate to, at least 3.5' -r
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -l wal-dir -d 'Directory of raft\'s log (default DIR/member/wal)' -r -F
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -l timeout -d 'Time to wait for a database in use (0: no limit)' -r
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -l force -d 'Set the version even if it is unknown or too old for the log'
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -l dry-run -d 'Print what would be done, and write nothing'
complete -c ectl -n "__fish_ectl_using_subcommand migrate" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand options" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand sandbox" -l members -d 'Number of servers, 1 to 9' -r
complete -c ectl -n "__fish_ectl_using_subcommand sandbox" -l etcd -d 'The etcd program [default: $ETCD, or etcd on the PATH]' -r -F
complete -c ectl -n "__fish_ectl_using_subcommand sandbox" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand sandbox" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand sandbox" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand sandbox" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand sandbox" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand sandbox" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand sandbox" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand sandbox" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand sandbox" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand sandbox" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand sandbox" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand sandbox" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand sandbox" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand sandbox" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand sandbox" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand sandbox" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand sandbox" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand sandbox" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand sandbox" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand sandbox" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand sandbox" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand sandbox" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand sandbox" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand sandbox" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand sandbox" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand sandbox" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand sandbox" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ectl -n "__fish_ectl_using_subcommand version" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand wal; and not __fish_seen_subcommand_from dump" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and not __fish_seen_subcommand_from dump" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and not __fish_seen_subcommand_from dump" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and not __fish_seen_subcommand_from dump" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and not __fish_seen_subcommand_from dump" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and not __fish_seen_subcommand_from dump" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and not __fish_seen_subcommand_from dump" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and not __fish_seen_subcommand_from dump" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and not __fish_seen_subcommand_from dump" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and not __fish_seen_subcommand_from dump" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and not __fish_seen_subcommand_from dump" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and not __fish_seen_subcommand_from dump" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and not __fish_seen_subcommand_from dump" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and not __fish_seen_subcommand_from dump" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and not __fish_seen_subcommand_from dump" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and not __fish_seen_subcommand_from dump" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and not __fish_seen_subcommand_from dump" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and not __fish_seen_subcommand_from dump" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and not __fish_seen_subcommand_from dump" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and not __fish_seen_subcommand_from dump" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and not __fish_seen_subcommand_from dump" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and not __fish_seen_subcommand_from dump" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and not __fish_seen_subcommand_from dump" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and not __fish_seen_subcommand_from dump" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and not __fish_seen_subcommand_from dump" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and not __fish_seen_subcommand_from dump" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and not __fish_seen_subcommand_from dump" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand wal; and not __fish_seen_subcommand_from dump" -f -a "dump" -d 'Print the records of a member\'s write-ahead log'
complete -c ectl -n "__fish_ectl_using_subcommand wal; and __fish_seen_subcommand_from dump" -l from -d 'First index to print; records without an index are left out' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and __fish_seen_subcommand_from dump" -l to -d 'Last index to print' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and __fish_seen_subcommand_from dump" -l kind -d 'Kinds of records to print, such as put,txn,lease,auth,conf' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and __fish_seen_subcommand_from dump" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and __fish_seen_subcommand_from dump" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and __fish_seen_subcommand_from dump" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and __fish_seen_subcommand_from dump" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and __fish_seen_subcommand_from dump" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and __fish_seen_subcommand_from dump" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and __fish_seen_subcommand_from dump" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and __fish_seen_subcommand_from dump" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and __fish_seen_subcommand_from dump" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and __fish_seen_subcommand_from dump" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and __fish_seen_subcommand_from dump" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and __fish_seen_subcommand_from dump" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and __fish_seen_subcommand_from dump" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and __fish_seen_subcommand_from dump" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and __fish_seen_subcommand_from dump" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and __fish_seen_subcommand_from dump" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and __fish_seen_subcommand_from dump" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and __fish_seen_subcommand_from dump" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and __fish_seen_subcommand_from dump" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and __fish_seen_subcommand_from dump" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and __fish_seen_subcommand_from dump" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and __fish_seen_subcommand_from dump" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and __fish_seen_subcommand_from dump" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and __fish_seen_subcommand_from dump" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and __fish_seen_subcommand_from dump" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and __fish_seen_subcommand_from dump" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand wal; and __fish_seen_subcommand_from dump" -l values -d 'Print the values of keys rather than their sizes'
complete -c ectl -n "__fish_ectl_using_subcommand wal; and __fish_seen_subcommand_from dump" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and not __fish_seen_subcommand_from disarm list" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and not __fish_seen_subcommand_from disarm list" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and not __fish_seen_subcommand_from disarm list" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and not __fish_seen_subcommand_from disarm list" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and not __fish_seen_subcommand_from disarm list" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and not __fish_seen_subcommand_from disarm list" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and not __fish_seen_subcommand_from disarm list" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and not __fish_seen_subcommand_from disarm list" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and not __fish_seen_subcommand_from disarm list" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and not __fish_seen_subcommand_from disarm list" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and not __fish_seen_subcommand_from disarm list" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and not __fish_seen_subcommand_from disarm list" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and not __fish_seen_subcommand_from disarm list" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and not __fish_seen_subcommand_from disarm list" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and not __fish_seen_subcommand_from disarm list" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and not __fish_seen_subcommand_from disarm list" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and not __fish_seen_subcommand_from disarm list" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and not __fish_seen_subcommand_from disarm list" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and not __fish_seen_subcommand_from disarm list" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and not __fish_seen_subcommand_from disarm list" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and not __fish_seen_subcommand_from disarm list" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and not __fish_seen_subcommand_from disarm list" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and not __fish_seen_subcommand_from disarm list" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and not __fish_seen_subcommand_from disarm list" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and not __fish_seen_subcommand_from disarm list" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and not __fish_seen_subcommand_from disarm list" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and not __fish_seen_subcommand_from disarm list" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and not __fish_seen_subcommand_from disarm list" -f -a "disarm" -d 'Disarm all alarms'
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and not __fish_seen_subcommand_from disarm list" -f -a "list" -d 'List all alarms'
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from disarm" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from disarm" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from disarm" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from disarm" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from disarm" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from disarm" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from disarm" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from disarm" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from disarm" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from disarm" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from disarm" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from disarm" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from disarm" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from disarm" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from disarm" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from disarm" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from disarm" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from disarm" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from disarm" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from disarm" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from disarm" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from disarm" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from disarm" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from disarm" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from disarm" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from disarm" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from disarm" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from list" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from list" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from list" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from list" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from list" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from list" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from list" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from list" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from list" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from list" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from list" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from list" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from list" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from list" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from list" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from list" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from list" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from list" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from list" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from list" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from list" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from list" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from list" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from list" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from list" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from list" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand alarm; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand auth; and not __fish_seen_subcommand_from disable enable status" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and not __fish_seen_subcommand_from disable enable status" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and not __fish_seen_subcommand_from disable enable status" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and not __fish_seen_subcommand_from disable enable status" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and not __fish_seen_subcommand_from disable enable status" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and not __fish_seen_subcommand_from disable enable status" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and not __fish_seen_subcommand_from disable enable status" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and not __fish_seen_subcommand_from disable enable status" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and not __fish_seen_subcommand_from disable enable status" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and not __fish_seen_subcommand_from disable enable status" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and not __fish_seen_subcommand_from disable enable status" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and not __fish_seen_subcommand_from disable enable status" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and not __fish_seen_subcommand_from disable enable status" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and not __fish_seen_subcommand_from disable enable status" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and not __fish_seen_subcommand_from disable enable status" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and not __fish_seen_subcommand_from disable enable status" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and not __fish_seen_subcommand_from disable enable status" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and not __fish_seen_subcommand_from disable enable status" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and not __fish_seen_subcommand_from disable enable status" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and not __fish_seen_subcommand_from disable enable status" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and not __fish_seen_subcommand_from disable enable status" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and not __fish_seen_subcommand_from disable enable status" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and not __fish_seen_subcommand_from disable enable status" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and not __fish_seen_subcommand_from disable enable status" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and not __fish_seen_subcommand_from disable enable status" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and not __fish_seen_subcommand_from disable enable status" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and not __fish_seen_subcommand_from disable enable status" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand auth; and not __fish_seen_subcommand_from disable enable status" -f -a "disable" -d 'Turn authentication off'
complete -c ectl -n "__fish_ectl_using_subcommand auth; and not __fish_seen_subcommand_from disable enable status" -f -a "enable" -d 'Turn authentication on; the user root must exist'
complete -c ectl -n "__fish_ectl_using_subcommand auth; and not __fish_seen_subcommand_from disable enable status" -f -a "status" -d 'Show whether authentication is on'
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from disable" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from disable" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from disable" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from disable" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from disable" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from disable" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from disable" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from disable" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from disable" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from disable" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from disable" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from disable" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from disable" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from disable" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from disable" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from disable" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from disable" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from disable" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from disable" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from disable" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from disable" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from disable" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from disable" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from disable" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from disable" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from disable" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from disable" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from enable" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from enable" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from enable" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from enable" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from enable" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from enable" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from enable" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from enable" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from enable" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from enable" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from enable" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from enable" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from enable" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from enable" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from enable" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from enable" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from enable" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from enable" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from enable" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from enable" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from enable" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from enable" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from enable" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from enable" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from enable" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from enable" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from enable" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from status" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from status" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from status" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from status" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from status" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from status" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from status" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from status" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from status" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from status" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from status" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from status" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from status" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from status" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from status" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from status" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from status" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from status" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from status" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from status" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from status" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from status" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from status" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from status" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from status" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from status" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand auth; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand check; and not __fish_seen_subcommand_from datascale perf" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and not __fish_seen_subcommand_from datascale perf" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and not __fish_seen_subcommand_from datascale perf" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and not __fish_seen_subcommand_from datascale perf" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and not __fish_seen_subcommand_from datascale perf" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and not __fish_seen_subcommand_from datascale perf" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and not __fish_seen_subcommand_from datascale perf" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and not __fish_seen_subcommand_from datascale perf" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and not __fish_seen_subcommand_from datascale perf" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and not __fish_seen_subcommand_from datascale perf" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and not __fish_seen_subcommand_from datascale perf" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and not __fish_seen_subcommand_from datascale perf" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and not __fish_seen_subcommand_from datascale perf" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and not __fish_seen_subcommand_from datascale perf" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and not __fish_seen_subcommand_from datascale perf" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and not __fish_seen_subcommand_from datascale perf" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and not __fish_seen_subcommand_from datascale perf" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and not __fish_seen_subcommand_from datascale perf" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and not __fish_seen_subcommand_from datascale perf" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and not __fish_seen_subcommand_from datascale perf" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and not __fish_seen_subcommand_from datascale perf" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and not __fish_seen_subcommand_from datascale perf" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and not __fish_seen_subcommand_from datascale perf" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and not __fish_seen_subcommand_from datascale perf" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and not __fish_seen_subcommand_from datascale perf" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and not __fish_seen_subcommand_from datascale perf" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and not __fish_seen_subcommand_from datascale perf" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand check; and not __fish_seen_subcommand_from datascale perf" -f -a "datascale" -d 'Measure the memory that etcd uses for many keys'
complete -c ectl -n "__fish_ectl_using_subcommand check; and not __fish_seen_subcommand_from datascale perf" -f -a "perf" -d 'Check whether a cluster sustains a load of puts'
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -l load -d 'Load: s (small), m (medium), l (large), xl (xLarge)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -l prefix -d 'Prefix of the keys; all are deleted' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -l keys -d 'Number of keys to put (overrides --load)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -l auto-compact -d 'Compact the history after the check'
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -l auto-defrag -d 'Defragment each endpoint after the check'
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from datascale" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -l load -d 'Load: s (small), m (medium), l (large), xl (xLarge)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -l prefix -d 'Prefix of the keys; all are deleted' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -l duration -d 'Duration of the load' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -l auto-compact -d 'Compact the history after the check'
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -l auto-defrag -d 'Defragment each endpoint after the check'
complete -c ectl -n "__fish_ectl_using_subcommand check; and __fish_seen_subcommand_from perf" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand compaction" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand compaction" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand compaction" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand compaction" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand compaction" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand compaction" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand compaction" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand compaction" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand compaction" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand compaction" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand compaction" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand compaction" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand compaction" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand compaction" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand compaction" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand compaction" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand compaction" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand compaction" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand compaction" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand compaction" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand compaction" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand compaction" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand compaction" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand compaction" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand compaction" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand compaction" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand compaction" -l physical -d 'Wait until the history is removed from the database'
complete -c ectl -n "__fish_ectl_using_subcommand compaction" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand defrag" -l data-dir -d 'Data directory of a stopped member, instead of servers' -r -F
complete -c ectl -n "__fish_ectl_using_subcommand defrag" -l timeout -d 'With --data-dir: time to wait for a lock (default 10s; 0: no limit)' -r
complete -c ectl -n "__fish_ectl_using_subcommand defrag" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand defrag" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand defrag" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand defrag" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand defrag" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand defrag" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand defrag" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand defrag" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand defrag" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand defrag" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand defrag" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand defrag" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand defrag" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand defrag" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand defrag" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand defrag" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand defrag" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand defrag" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand defrag" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand defrag" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand defrag" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand defrag" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand defrag" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand defrag" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand defrag" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand defrag" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand defrag" -l cluster -d 'Defragment all members of the cluster instead of --endpoints'
complete -c ectl -n "__fish_ectl_using_subcommand defrag" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand del" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand del" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand del" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand del" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand del" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand del" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand del" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand del" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand del" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand del" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand del" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand del" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand del" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand del" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand del" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand del" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand del" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand del" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand del" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand del" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand del" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand del" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand del" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand del" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand del" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand del" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand del" -l prefix -d 'Delete all keys that begin with KEY'
complete -c ectl -n "__fish_ectl_using_subcommand del" -l from-key -d 'Delete all keys from KEY on'
complete -c ectl -n "__fish_ectl_using_subcommand del" -l range -d 'Treat two keys as a range, without the warning and pause'
complete -c ectl -n "__fish_ectl_using_subcommand del" -l prev-kv -d 'Print the deleted key-value pairs'
complete -c ectl -n "__fish_ectl_using_subcommand del" -l confirm -d 'Ask for confirmation on the terminal'
complete -c ectl -n "__fish_ectl_using_subcommand del" -l dry-run -d 'Print the keys that would be deleted without deleting them'
complete -c ectl -n "__fish_ectl_using_subcommand del" -s e -l exit-status -d 'Exit with 7 if no key was deleted'
complete -c ectl -n "__fish_ectl_using_subcommand del" -l if-held -d 'Write only if the enclosing "ectl lock" holds its lock; else exit with 8'
complete -c ectl -n "__fish_ectl_using_subcommand del" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l warn-days -d 'Warn if a certificate expires within DAYS' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l critical-days -d 'Critical if a certificate expires within DAYS' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l max-latency -d 'Warn if a read takes longer' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l max-db-percent -d 'Warn if the database exceeds PERCENT of its quota' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l max-fragmentation -d 'Warn if more of a file over 16 MiB is free space' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l max-lag -d 'Warn if a member lags by more raft entries' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l max-skew -d 'Warn if a clock differs more from the local clock' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l quota -d 'Quota, such as 8GiB (default: as reported by etcd)' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l cluster -d 'Diagnose all members of the cluster instead of --endpoints'
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -l strict -d 'Exit with 1 on warnings, too'
complete -c ectl -n "__fish_ectl_using_subcommand doctor" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and not __fish_seen_subcommand_from cancel enable validate" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and not __fish_seen_subcommand_from cancel enable validate" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and not __fish_seen_subcommand_from cancel enable validate" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and not __fish_seen_subcommand_from cancel enable validate" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and not __fish_seen_subcommand_from cancel enable validate" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and not __fish_seen_subcommand_from cancel enable validate" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and not __fish_seen_subcommand_from cancel enable validate" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and not __fish_seen_subcommand_from cancel enable validate" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and not __fish_seen_subcommand_from cancel enable validate" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and not __fish_seen_subcommand_from cancel enable validate" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and not __fish_seen_subcommand_from cancel enable validate" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and not __fish_seen_subcommand_from cancel enable validate" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and not __fish_seen_subcommand_from cancel enable validate" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and not __fish_seen_subcommand_from cancel enable validate" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and not __fish_seen_subcommand_from cancel enable validate" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and not __fish_seen_subcommand_from cancel enable validate" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and not __fish_seen_subcommand_from cancel enable validate" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and not __fish_seen_subcommand_from cancel enable validate" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and not __fish_seen_subcommand_from cancel enable validate" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and not __fish_seen_subcommand_from cancel enable validate" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and not __fish_seen_subcommand_from cancel enable validate" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and not __fish_seen_subcommand_from cancel enable validate" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and not __fish_seen_subcommand_from cancel enable validate" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and not __fish_seen_subcommand_from cancel enable validate" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and not __fish_seen_subcommand_from cancel enable validate" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and not __fish_seen_subcommand_from cancel enable validate" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and not __fish_seen_subcommand_from cancel enable validate" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and not __fish_seen_subcommand_from cancel enable validate" -f -a "cancel" -d 'Cancel the downgrade in progress'
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and not __fish_seen_subcommand_from cancel enable validate" -f -a "enable" -d 'Start a downgrade to a version'
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and not __fish_seen_subcommand_from cancel enable validate" -f -a "validate" -d 'Check whether the cluster can be downgraded to a version'
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from cancel" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from cancel" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from cancel" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from cancel" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from cancel" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from cancel" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from cancel" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from cancel" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from cancel" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from cancel" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from cancel" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from cancel" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from cancel" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from cancel" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from cancel" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from cancel" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from cancel" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from cancel" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from cancel" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from cancel" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from cancel" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from cancel" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from cancel" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from cancel" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from cancel" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from cancel" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from cancel" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from enable" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from enable" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from enable" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from enable" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from enable" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from enable" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from enable" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from enable" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from enable" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from enable" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from enable" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from enable" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from enable" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from enable" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from enable" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from enable" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from enable" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from enable" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from enable" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from enable" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from enable" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from enable" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from enable" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from enable" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from enable" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from enable" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from enable" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from validate" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from validate" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from validate" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from validate" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from validate" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from validate" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from validate" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from validate" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from validate" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from validate" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from validate" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from validate" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from validate" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from validate" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from validate" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from validate" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from validate" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from validate" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from validate" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from validate" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from validate" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from validate" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from validate" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from validate" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from validate" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from validate" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand downgrade; and __fish_seen_subcommand_from validate" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l ttl -d 'Lease TTL: time until a dead leader is replaced [default: 60]' -r
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l lease -d 'Use this lease; 0: grant a new one [default: lease of "ectl session"]' -r
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l timeout -d 'Give up after DURATION and exit with 124' -r
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l on-lost -d 'Action on CMD after a loss: term, kill or ignore' -r
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l grace -d 'Time between SIGTERM and SIGKILL [default: a third of the TTL]' -r
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand elect" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand elect" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand elect" -s l -l listen -d 'Print the leader and every later one, instead of campaigning'
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l leader -d 'Print the leader and the candidates; exit with 7 without a leader'
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l restart -d 'Campaign again after losing the leadership'
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l try -d 'Do not wait; exit with 8 if held by another client'
complete -c ectl -n "__fish_ectl_using_subcommand elect" -l wait-group -d 'Release only after every process in CMD\'s process group has ended'
complete -c ectl -n "__fish_ectl_using_subcommand elect" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and not __fish_seen_subcommand_from hashkv health status" -l cluster -d 'Query all members of the cluster instead of --endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and not __fish_seen_subcommand_from hashkv health status" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and not __fish_seen_subcommand_from hashkv health status" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and not __fish_seen_subcommand_from hashkv health status" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and not __fish_seen_subcommand_from hashkv health status" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and not __fish_seen_subcommand_from hashkv health status" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and not __fish_seen_subcommand_from hashkv health status" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and not __fish_seen_subcommand_from hashkv health status" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and not __fish_seen_subcommand_from hashkv health status" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and not __fish_seen_subcommand_from hashkv health status" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and not __fish_seen_subcommand_from hashkv health status" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and not __fish_seen_subcommand_from hashkv health status" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and not __fish_seen_subcommand_from hashkv health status" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and not __fish_seen_subcommand_from hashkv health status" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and not __fish_seen_subcommand_from hashkv health status" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and not __fish_seen_subcommand_from hashkv health status" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and not __fish_seen_subcommand_from hashkv health status" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and not __fish_seen_subcommand_from hashkv health status" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and not __fish_seen_subcommand_from hashkv health status" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and not __fish_seen_subcommand_from hashkv health status" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and not __fish_seen_subcommand_from hashkv health status" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and not __fish_seen_subcommand_from hashkv health status" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and not __fish_seen_subcommand_from hashkv health status" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and not __fish_seen_subcommand_from hashkv health status" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and not __fish_seen_subcommand_from hashkv health status" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and not __fish_seen_subcommand_from hashkv health status" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and not __fish_seen_subcommand_from hashkv health status" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and not __fish_seen_subcommand_from hashkv health status" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and not __fish_seen_subcommand_from hashkv health status" -f -a "hashkv" -d 'Hash the key-value history of each endpoint'
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and not __fish_seen_subcommand_from hashkv health status" -f -a "health" -d 'Check that each endpoint serves reads and has no alarm'
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and not __fish_seen_subcommand_from hashkv health status" -f -a "status" -d 'Show the version, size and raft state of each endpoint'
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from hashkv" -l rev -d 'Hash revisions up to this one; 0 means all' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from hashkv" -l cluster -d 'Query all members of the cluster instead of --endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from hashkv" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from hashkv" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from hashkv" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from hashkv" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from hashkv" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from hashkv" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from hashkv" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from hashkv" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from hashkv" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from hashkv" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from hashkv" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from hashkv" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from hashkv" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from hashkv" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from hashkv" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from hashkv" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from hashkv" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from hashkv" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from hashkv" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from hashkv" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from hashkv" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from hashkv" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from hashkv" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from hashkv" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from hashkv" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from hashkv" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from hashkv" -l compare -d 'Compare the hashes of all endpoints at one revision'
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from hashkv" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l require -d 'Require all endpoints, a quorum of members, or any' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l wait -d 'Retry until healthy, for at most DURATION, and report the causes' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l interval -d 'Interval between attempts' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l max-latency -d 'Fail if the read takes longer' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l max-db-percent -d 'Fail if the database exceeds PERCENT of its quota' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l quota -d 'Quota, such as 8GiB (default: as reported by etcd)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l cluster -d 'Query all members of the cluster instead of --endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l live -d 'Check only that the process answers; needs neither quorum nor user'
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l ready -d 'Check only that the cluster agrees on a read; ignore alarms'
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -l no-alarms -d 'Fail if an alarm is raised, or if alarms cannot be listed'
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from health" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from status" -l cluster -d 'Query all members of the cluster instead of --endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from status" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from status" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from status" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from status" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from status" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from status" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from status" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from status" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from status" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from status" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from status" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from status" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from status" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from status" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from status" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from status" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from status" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from status" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from status" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from status" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from status" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from status" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from status" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from status" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from status" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from status" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from status" -l wide -d 'Add name, file and quota usage, revision, and lag behind the leader'
complete -c ectl -n "__fish_ectl_using_subcommand endpoint; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand get" -l consistency -d 'l (linearizable) or s (serializable: needs no quorum)' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l order -d 'Sort order: ASCEND or DESCEND' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l sort-by -d 'Sort target: CREATE, KEY, MODIFY, VALUE or VERSION' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l limit -d 'Return at most N keys' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l rev -d 'Read at this revision' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l min-create-rev -d 'Exclude keys created before this revision' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l max-create-rev -d 'Exclude keys created after this revision' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l min-mod-rev -d 'Exclude keys last modified before this revision' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l max-mod-rev -d 'Exclude keys last modified after this revision' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l stream -d 'Require `RangeStream` (etcd 3.7) or forbid it (default: if available)' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l db -d 'Read a snapshot, or the database of a stopped member' -r -F
complete -c ectl -n "__fish_ectl_using_subcommand get" -l data-dir -d 'Read the database in the data directory of a stopped member' -r -F
complete -c ectl -n "__fish_ectl_using_subcommand get" -l timeout -d 'Time to wait for a database that is in use (default: 10s; 0: no limit)' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l prefix -d 'Get all keys that begin with KEY'
complete -c ectl -n "__fish_ectl_using_subcommand get" -l from-key -d 'Get all keys from KEY on'
complete -c ectl -n "__fish_ectl_using_subcommand get" -l keys-only -d 'Get only the keys'
complete -c ectl -n "__fish_ectl_using_subcommand get" -l count-only -d 'Get only the number of keys'
complete -c ectl -n "__fish_ectl_using_subcommand get" -l print-value-only -d 'Print only the values'
complete -c ectl -n "__fish_ectl_using_subcommand get" -l raw -d 'Print the raw value bytes without a trailing newline'
complete -c ectl -n "__fish_ectl_using_subcommand get" -s e -l exit-status -d 'Exit with 7 if nothing was found'
complete -c ectl -n "__fish_ectl_using_subcommand get" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand history" -l db -d 'Read a snapshot, or the database of a stopped member' -r -F
complete -c ectl -n "__fish_ectl_using_subcommand history" -l data-dir -d 'Read the database in the data directory of a stopped member' -r -F
complete -c ectl -n "__fish_ectl_using_subcommand history" -l timeout -d 'Time to wait for a database that is in use (default: 10s; 0: no limit)' -r
complete -c ectl -n "__fish_ectl_using_subcommand history" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand history" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand history" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand history" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand history" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand history" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand history" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand history" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand history" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand history" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand history" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand history" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand history" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand history" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand history" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand history" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand history" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand history" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand history" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand history" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand history" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand history" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand history" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand history" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand history" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand history" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand history" -l values -d 'Print the values'
complete -c ectl -n "__fish_ectl_using_subcommand history" -s e -l exit-status -d 'Exit with 7 if no change was found'
complete -c ectl -n "__fish_ectl_using_subcommand history" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -f -a "grant" -d 'Grant a lease'
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -f -a "keep-alive" -d 'Keep leases alive, or renew them once'
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -f -a "list" -d 'List all leases, soonest to expire first'
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -f -a "revoke" -d 'Revoke a lease, and delete its keys'
complete -c ectl -n "__fish_ectl_using_subcommand lease; and not __fish_seen_subcommand_from grant keep-alive list revoke timetolive" -f -a "timetolive" -d 'Print the remaining TTL of a lease'
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from grant" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from grant" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from grant" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from grant" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from grant" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from grant" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from grant" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from grant" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from grant" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from grant" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from grant" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from grant" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from grant" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from grant" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from grant" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from grant" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from grant" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from grant" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from grant" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from grant" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from grant" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from grant" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from grant" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from grant" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from grant" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from grant" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from grant" -l id-only -d 'Print only the lease ID'
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from grant" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from keep-alive" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from keep-alive" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from keep-alive" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from keep-alive" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from keep-alive" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from keep-alive" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from keep-alive" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from keep-alive" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from keep-alive" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from keep-alive" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from keep-alive" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from keep-alive" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from keep-alive" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from keep-alive" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from keep-alive" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from keep-alive" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from keep-alive" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from keep-alive" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from keep-alive" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from keep-alive" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from keep-alive" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from keep-alive" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from keep-alive" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from keep-alive" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from keep-alive" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from keep-alive" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from keep-alive" -l once -d 'Renew each lease once'
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from keep-alive" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from list" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from list" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from list" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from list" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from list" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from list" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from list" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from list" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from list" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from list" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from list" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from list" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from list" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from list" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from list" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from list" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from list" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from list" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from list" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from list" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from list" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from list" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from list" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from list" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from list" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from list" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from revoke" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from revoke" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from revoke" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from revoke" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from revoke" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from revoke" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from revoke" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from revoke" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from revoke" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from revoke" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from revoke" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from revoke" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from revoke" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from revoke" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from revoke" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from revoke" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from revoke" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from revoke" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from revoke" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from revoke" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from revoke" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from revoke" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from revoke" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from revoke" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from revoke" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from revoke" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from timetolive" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from timetolive" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from timetolive" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from timetolive" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from timetolive" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from timetolive" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from timetolive" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from timetolive" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from timetolive" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from timetolive" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from timetolive" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from timetolive" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from timetolive" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from timetolive" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from timetolive" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from timetolive" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from timetolive" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from timetolive" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from timetolive" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from timetolive" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from timetolive" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from timetolive" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from timetolive" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from timetolive" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from timetolive" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from timetolive" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from timetolive" -l keys -d 'Print the lease\'s keys as well'
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from timetolive" -s e -l exit-status -d 'Exit with 7 if the lease does not exist'
complete -c ectl -n "__fish_ectl_using_subcommand lease; and __fish_seen_subcommand_from timetolive" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l ttl -d 'Lease TTL: time until a dead holder\'s lock is released [default: 10]' -r
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l lease -d 'Use this lease; 0: grant a new one [default: lease of "ectl session"]' -r
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l timeout -d 'Give up after DURATION and exit with 124' -r
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l on-lost -d 'Action on CMD after a loss: term, kill or ignore' -r
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l grace -d 'Time between SIGTERM and SIGKILL [default: a third of the TTL]' -r
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lock" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lock" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l try -d 'Do not wait; exit with 8 if held by another client'
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l wait-group -d 'Release only after every process in CMD\'s process group has ended'
complete -c ectl -n "__fish_ectl_using_subcommand lock" -l holders -d 'Print the holder and the queue; exit with 7 if the lock is free'
complete -c ectl -n "__fish_ectl_using_subcommand lock" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l dest-cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l dest-key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l dest-cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l dest-insecure-transport -d 'Allow plaintext; false requires TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l dest-user -d 'User at the destination; asks for the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l dest-password -d 'Password for --dest-user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l prefix -d 'Mirror only keys with this prefix' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l dest-prefix -d 'Replace the prefix with this one at the destination' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l rev -d 'Mirror only changes from this revision on' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l max-txn-ops -d 'Maximum number of keys in a transaction' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l interval -d 'Interval of progress reports; 0: never' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l no-dest-prefix -d 'Strip the prefix at the destination'
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -l once -d 'Copy the current keys, print their number, and exit'
complete -c ectl -n "__fish_ectl_using_subcommand make-mirror" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -f -a "add" -d 'Add a member, and print how to start its etcd'
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -f -a "list" -d 'List the members'
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -f -a "promote" -d 'Promote a learner to voting member'
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -f -a "remove" -d 'Remove a member from the cluster'
complete -c ectl -n "__fish_ectl_using_subcommand member; and not __fish_seen_subcommand_from add list promote remove update" -f -a "update" -d 'Change a member\'s peer URLs'
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from add" -l peer-urls -d 'Peer URLs of the new member, comma-separated' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from add" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from add" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from add" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from add" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from add" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from add" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from add" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from add" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from add" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from add" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from add" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from add" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from add" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from add" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from add" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from add" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from add" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from add" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from add" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from add" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from add" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from add" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from add" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from add" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from add" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from add" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from add" -l learner -d 'Add a learner, which does not vote'
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from add" -l env -d 'Print only the environment variables for the new member\'s etcd'
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from list" -l consistency -d 'l (linearizable) or s (serializable: needs no quorum)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from list" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from list" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from list" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from list" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from list" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from list" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from list" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from list" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from list" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from list" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from list" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from list" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from list" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from list" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from list" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from list" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from list" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from list" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from list" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from list" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from list" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from list" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from list" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from list" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from list" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from list" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from list" -l status -d 'Query each member, and show its role, or why it is down'
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from promote" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from promote" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from promote" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from promote" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from promote" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from promote" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from promote" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from promote" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from promote" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from promote" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from promote" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from promote" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from promote" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from promote" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from promote" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from promote" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from promote" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from promote" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from promote" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from promote" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from promote" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from promote" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from promote" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from promote" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from promote" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from promote" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from promote" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from remove" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from remove" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from remove" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from remove" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from remove" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from remove" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from remove" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from remove" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from remove" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from remove" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from remove" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from remove" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from remove" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from remove" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from remove" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from remove" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from remove" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from remove" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from remove" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from remove" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from remove" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from remove" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from remove" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from remove" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from remove" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from remove" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from update" -l peer-urls -d 'New peer URLs of the member, comma-separated' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from update" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from update" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from update" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from update" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from update" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from update" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from update" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from update" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from update" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from update" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from update" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from update" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from update" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from update" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from update" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from update" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from update" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from update" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from update" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from update" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from update" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from update" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from update" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from update" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from update" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from update" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand member; and __fish_seen_subcommand_from update" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand move-leader" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand move-leader" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand move-leader" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand move-leader" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand move-leader" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand move-leader" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand move-leader" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand move-leader" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand move-leader" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand move-leader" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand move-leader" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand move-leader" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand move-leader" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand move-leader" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand move-leader" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand move-leader" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand move-leader" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand move-leader" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand move-leader" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand move-leader" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand move-leader" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand move-leader" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand move-leader" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand move-leader" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand move-leader" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand move-leader" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand move-leader" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand put" -l lease -d 'Attach the key to this lease; 0 for none' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l value-file -d 'Read the value from FILE, which may be empty; - for stdin' -r -F
complete -c ectl -n "__fish_ectl_using_subcommand put" -l ttl -d 'Attach the key to a new lease with this time to live' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l if-mod-rev -d 'Put only if the key\'s mod revision is REV (0: absent); else exit with 8' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l if-value -d 'Put only if the key has this value; else exit with 8' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l prev-kv -d 'Print the previous key-value pair'
complete -c ectl -n "__fish_ectl_using_subcommand put" -l ignore-value -d 'Keep the key\'s current value'
complete -c ectl -n "__fish_ectl_using_subcommand put" -l ignore-lease -d 'Keep the key\'s current lease'
complete -c ectl -n "__fish_ectl_using_subcommand put" -l if-absent -d 'Put only if the key does not exist; else exit with 8'
complete -c ectl -n "__fish_ectl_using_subcommand put" -l if-held -d 'Write only if the enclosing "ectl lock" holds its lock; else exit with 8'
complete -c ectl -n "__fish_ectl_using_subcommand put" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -f -a "add" -d 'Add a role'
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -f -a "delete" -d 'Delete a role'
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -f -a "get" -d 'Show the permissions of a role'
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -f -a "grant-permission" -d 'Grant a role permission to read or write keys'
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -f -a "list" -d 'List all roles'
complete -c ectl -n "__fish_ectl_using_subcommand role; and not __fish_seen_subcommand_from add delete get grant-permission list revoke-permission" -f -a "revoke-permission" -d 'Revoke a permission from a role'
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from add" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from add" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from add" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from add" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from add" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from add" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from add" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from add" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from add" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from add" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from add" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from add" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from add" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from add" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from add" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from add" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from add" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from add" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from add" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from add" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from add" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from add" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from add" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from add" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from add" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from add" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from delete" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from delete" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from delete" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from delete" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from delete" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from delete" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from delete" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from delete" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from delete" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from delete" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from delete" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from delete" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from delete" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from delete" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from delete" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from delete" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from delete" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from delete" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from delete" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from delete" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from delete" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from delete" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from delete" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from delete" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from delete" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from delete" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from get" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from get" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from get" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from get" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from get" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from get" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from get" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from get" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from get" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from get" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from get" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from get" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from get" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from get" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from get" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from get" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from get" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from get" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from get" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from get" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from get" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from get" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from get" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from get" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from get" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from get" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from grant-permission" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from grant-permission" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from grant-permission" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from grant-permission" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from grant-permission" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from grant-permission" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from grant-permission" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from grant-permission" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from grant-permission" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from grant-permission" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from grant-permission" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from grant-permission" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from grant-permission" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from grant-permission" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from grant-permission" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from grant-permission" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from grant-permission" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from grant-permission" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from grant-permission" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from grant-permission" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from grant-permission" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from grant-permission" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from grant-permission" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from grant-permission" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from grant-permission" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from grant-permission" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from grant-permission" -l prefix -d 'Apply to all keys that begin with KEY'
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from grant-permission" -l from-key -d 'Apply to all keys from KEY on'
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from grant-permission" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from list" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from list" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from list" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from list" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from list" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from list" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from list" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from list" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from list" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from list" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from list" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from list" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from list" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from list" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from list" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from list" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from list" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from list" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from list" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from list" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from list" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from list" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from list" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from list" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from list" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from list" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from revoke-permission" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from revoke-permission" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from revoke-permission" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from revoke-permission" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from revoke-permission" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from revoke-permission" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from revoke-permission" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from revoke-permission" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from revoke-permission" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from revoke-permission" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from revoke-permission" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from revoke-permission" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from revoke-permission" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from revoke-permission" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from revoke-permission" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from revoke-permission" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from revoke-permission" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from revoke-permission" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from revoke-permission" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from revoke-permission" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from revoke-permission" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from revoke-permission" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from revoke-permission" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from revoke-permission" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from revoke-permission" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from revoke-permission" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from revoke-permission" -l prefix -d 'Apply to all keys that begin with KEY'
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from revoke-permission" -l from-key -d 'Apply to all keys from KEY on'
complete -c ectl -n "__fish_ectl_using_subcommand role; and __fish_seen_subcommand_from revoke-permission" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -f -a "register" -d 'Keep a service registered while a command runs'
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -f -a "deregister" -d 'Remove endpoints from a target'
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -f -a "lint" -d 'Find records that Go clients ignore or misread'
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -f -a "list" -d 'List targets, with the number of their endpoints'
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -f -a "resolve" -d 'Print the addresses of a target\'s endpoints'
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -f -a "update" -d 'Change the endpoints of a target in one transaction'
complete -c ectl -n "__fish_ectl_using_subcommand service; and not __fish_seen_subcommand_from register deregister lint list resolve update watch" -f -a "watch" -d 'Print all endpoints of a target, now and after every change'
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l also -d 'Register a second record together with the first' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l name -d 'Name of the record\'s key below TARGET/ [default: ADDR]' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l metadata -d 'Metadata (JSON) stored in the record' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l ttl -d 'TTL of the record\'s lease' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l lease -d 'Use this lease; 0: grant a new one' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l grace -d 'Time between a signal to CMD and SIGKILL' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l ready-fd -d 'Write a line to file descriptor N once registered' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l check-tcp -d 'Check that a port accepts connections' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l check-http -d 'Check that a GET returns a status from 200 to 399' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l check-exec -d 'Check that a shell command exits with 0' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l check-grpc -d 'Check that grpc.health.v1 reports SERVING' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l check-interval -d 'Interval between checks' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l check-timeout -d 'Timeout of a check' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l rise -d 'Consecutive passes to become healthy' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l fall -d 'Consecutive failures to become unhealthy' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -l if-absent -d 'Exit with 8 if a record already exists'
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from register" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from deregister" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from deregister" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from deregister" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from deregister" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from deregister" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from deregister" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from deregister" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from deregister" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from deregister" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from deregister" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from deregister" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from deregister" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from deregister" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from deregister" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from deregister" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from deregister" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from deregister" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from deregister" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from deregister" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from deregister" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from deregister" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from deregister" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from deregister" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from deregister" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from deregister" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from deregister" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from deregister" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from lint" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from lint" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from lint" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from lint" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from lint" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from lint" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from lint" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from lint" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from lint" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from lint" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from lint" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from lint" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from lint" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from lint" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from lint" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from lint" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from lint" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from lint" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from lint" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from lint" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from lint" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from lint" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from lint" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from lint" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from lint" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from lint" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from lint" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from list" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from list" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from list" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from list" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from list" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from list" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from list" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from list" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from list" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from list" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from list" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from list" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from list" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from list" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from list" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from list" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from list" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from list" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from list" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from list" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from list" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from list" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from list" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from list" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from list" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from list" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from resolve" -l probe-timeout -d 'Timeout of a connection attempt' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from resolve" -l min -d 'Exit with 7 if there are fewer than N; 0: never' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from resolve" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from resolve" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from resolve" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from resolve" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from resolve" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from resolve" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from resolve" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from resolve" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from resolve" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from resolve" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from resolve" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from resolve" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from resolve" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from resolve" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from resolve" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from resolve" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from resolve" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from resolve" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from resolve" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from resolve" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from resolve" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from resolve" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from resolve" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from resolve" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from resolve" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from resolve" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from resolve" -l probe -d 'Connect to each endpoint, and omit unreachable ones'
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from resolve" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -l add -d 'Add these addresses' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -l remove -d 'Remove these addresses' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -l set -d 'Add missing addresses of this list, and remove all others' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -l metadata -d 'Metadata (JSON) of the endpoints that are added or kept' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -l lease -d 'Lease of the endpoints that are added or kept; 0: none' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -l dry-run -d 'Print the plan without carrying it out'
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from update" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from watch" -l debounce -d 'Time to collect changes [default: 200ms with CMD, else 0s]' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from watch" -l on-exec-error -d 'If CMD fails: stop (exit code 1) or ignore' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from watch" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from watch" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from watch" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from watch" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from watch" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from watch" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from watch" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from watch" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from watch" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from watch" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from watch" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from watch" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from watch" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from watch" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from watch" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from watch" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from watch" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from watch" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from watch" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from watch" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from watch" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from watch" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from watch" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from watch" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from watch" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from watch" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand service; and __fish_seen_subcommand_from watch" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand session" -l ttl -d 'Lease TTL: time until the keys are deleted if ectl dies' -r
complete -c ectl -n "__fish_ectl_using_subcommand session" -l put -d 'Put a key before CMD starts; several are put in one transaction' -r
complete -c ectl -n "__fish_ectl_using_subcommand session" -l grace -d 'Time between SIGTERM and SIGKILL on loss [default: a third of the TTL]' -r
complete -c ectl -n "__fish_ectl_using_subcommand session" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand session" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand session" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand session" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand session" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand session" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand session" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand session" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand session" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand session" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand session" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand session" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand session" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand session" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand session" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand session" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand session" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand session" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand session" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand session" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand session" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand session" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand session" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand session" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand session" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand session" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand session" -l wait-group -d 'Revoke the lease only after every process in CMD\'s process group has ended'
complete -c ectl -n "__fish_ectl_using_subcommand session" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -f -a "check" -d 'Verify backups or stopped members, and rank them'
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -f -a "inspect" -d 'Show what is in a snapshot: space, versions, members, leases'
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -f -a "restore" -d 'Make the data dir of a new member from a snapshot'
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -f -a "status" -d 'Verify a snapshot\'s pages and print its hash, revision and size'
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and not __fish_seen_subcommand_from check inspect restore status save" -f -a "save" -d 'Save a copy of a member\'s database to a file'
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from check" -l wal-dir -d 'The directory of raft\'s log if it is not DIR/member/wal' -r -F
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from check" -l timeout -d 'Time to wait for a database in use (0: no limit)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from check" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from check" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from check" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from check" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from check" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from check" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from check" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from check" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from check" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from check" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from check" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from check" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from check" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from check" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from check" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from check" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from check" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from check" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from check" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from check" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from check" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from check" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from check" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from check" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from check" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from check" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from inspect" -l timeout -d 'Time to wait for a database in use (0: no limit)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from inspect" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from inspect" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from inspect" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from inspect" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from inspect" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from inspect" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from inspect" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from inspect" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from inspect" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from inspect" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from inspect" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from inspect" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from inspect" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from inspect" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from inspect" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from inspect" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from inspect" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from inspect" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from inspect" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from inspect" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from inspect" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from inspect" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from inspect" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from inspect" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from inspect" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from inspect" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from inspect" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l data-dir -d 'Data dir to make (default NAME.etcd)' -r -F
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l wal-dir -d 'Folder to make for raft\'s log (default in the data dir)' -r -F
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l name -d 'Name of the member' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l initial-cluster -d 'All members (default default=http://localhost:2380)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l initial-cluster-token -d 'Part of the new ids (default etcd-cluster)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l initial-advertise-peer-urls -d 'URLs of this member (default `http://localhost:2380`)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l bump-revision -d 'Increase the latest revision by this number' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l initial-memory-map-size -d 'Accepted for etcdutl; without effect' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l skip-hash-check -d 'Do not check the SHA-256 at the end of the file'
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -l mark-compacted -d 'Mark all older revisions as compacted'
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from status" -l timeout -d 'Time to wait for a database in use (0: no limit)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from status" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from status" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from status" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from status" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from status" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from status" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from status" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from status" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from status" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from status" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from status" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from status" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from status" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from status" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from status" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from status" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from status" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from status" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from status" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from status" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from status" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from status" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from status" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from status" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from status" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from status" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from save" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from save" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from save" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from save" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from save" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from save" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from save" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from save" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from save" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from save" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from save" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from save" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from save" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from save" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from save" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from save" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from save" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from save" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from save" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from save" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from save" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from save" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from save" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from save" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from save" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from save" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from save" -l no-clobber -d 'Fail if the file exists'
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from save" -l no-verify -d 'Do not read the file again to verify its pages'
complete -c ectl -n "__fish_ectl_using_subcommand snapshot; and __fish_seen_subcommand_from save" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand txn" -l if -d 'Compare a key; if repeated, all comparisons must be true' -r
complete -c ectl -n "__fish_ectl_using_subcommand txn" -l then -d 'Request to run if all comparisons are true' -r
complete -c ectl -n "__fish_ectl_using_subcommand txn" -l else -d 'Request to run if a comparison is false' -r
complete -c ectl -n "__fish_ectl_using_subcommand txn" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand txn" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand txn" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand txn" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand txn" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand txn" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand txn" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand txn" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand txn" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand txn" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand txn" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand txn" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand txn" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand txn" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand txn" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand txn" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand txn" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand txn" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand txn" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand txn" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand txn" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand txn" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand txn" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand txn" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand txn" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand txn" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand txn" -s i -l interactive -d 'Prompt for each section'
complete -c ectl -n "__fish_ectl_using_subcommand txn" -l fail -d 'Exit with 8 if a comparison is false'
complete -c ectl -n "__fish_ectl_using_subcommand txn" -l if-held -d 'Write only if the enclosing "ectl lock" holds its lock; else exit with 8'
complete -c ectl -n "__fish_ectl_using_subcommand txn" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -f -a "add" -d 'Add a user'
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -f -a "delete" -d 'Delete a user'
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -f -a "get" -d 'Show a user\'s roles'
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -f -a "grant-role" -d 'Grant a role to a user'
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -f -a "list" -d 'List all users'
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -f -a "passwd" -d 'Change a user\'s password'
complete -c ectl -n "__fish_ectl_using_subcommand user; and not __fish_seen_subcommand_from add delete get grant-role list passwd revoke-role" -f -a "revoke-role" -d 'Revoke a role from a user'
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from add" -l interactive -d 'Ask on the terminal; false: read from stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from add" -l new-user-password -d 'Password; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from add" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from add" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from add" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from add" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from add" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from add" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from add" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from add" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from add" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from add" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from add" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from add" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from add" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from add" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from add" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from add" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from add" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from add" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from add" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from add" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from add" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from add" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from add" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from add" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from add" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from add" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from add" -l no-password -d 'Create a user that logs in only by client certificate'
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from delete" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from delete" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from delete" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from delete" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from delete" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from delete" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from delete" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from delete" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from delete" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from delete" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from delete" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from delete" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from delete" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from delete" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from delete" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from delete" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from delete" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from delete" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from delete" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from delete" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from delete" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from delete" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from delete" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from delete" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from delete" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from delete" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from get" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from get" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from get" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from get" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from get" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from get" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from get" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from get" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from get" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from get" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from get" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from get" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from get" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from get" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from get" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from get" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from get" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from get" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from get" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from get" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from get" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from get" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from get" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from get" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from get" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from get" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from get" -l detail -d 'Also show the permissions of each role'
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from grant-role" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from grant-role" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from grant-role" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from grant-role" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from grant-role" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from grant-role" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from grant-role" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from grant-role" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from grant-role" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from grant-role" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from grant-role" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from grant-role" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from grant-role" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from grant-role" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from grant-role" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from grant-role" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from grant-role" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from grant-role" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from grant-role" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from grant-role" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from grant-role" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from grant-role" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from grant-role" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from grant-role" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from grant-role" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from grant-role" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from grant-role" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from list" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from list" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from list" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from list" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from list" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from list" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from list" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from list" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from list" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from list" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from list" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from list" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from list" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from list" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from list" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from list" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from list" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from list" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from list" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from list" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from list" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from list" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from list" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from list" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from list" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from list" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l interactive -d 'Ask on the terminal; false: read from stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from passwd" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from passwd" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from passwd" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from passwd" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from revoke-role" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from revoke-role" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from revoke-role" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from revoke-role" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from revoke-role" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from revoke-role" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from revoke-role" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from revoke-role" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from revoke-role" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from revoke-role" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from revoke-role" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from revoke-role" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from revoke-role" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from revoke-role" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from revoke-role" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from revoke-role" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from revoke-role" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from revoke-role" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from revoke-role" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from revoke-role" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from revoke-role" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from revoke-role" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from revoke-role" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from revoke-role" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from revoke-role" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from revoke-role" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand user; and __fish_seen_subcommand_from revoke-role" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l value -d 'Wait until the key has this value' -r
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l count -d 'Wait until at least N keys exist [default with --service: 1]' -r
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l service -d 'Wait for endpoints of a service' -r
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l timeout -d 'Give up after DURATION and exit with 124' -r
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wait" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wait" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l exists -d 'Wait until the key exists (default)'
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l absent -d 'Wait until the key does not exist'
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l changed -d 'Wait until the key is put or deleted'
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l prefix -d 'Wait for keys that begin with KEY'
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l probe -d 'Count only endpoints that accept connections'
complete -c ectl -n "__fish_ectl_using_subcommand wait" -l print-value-only -d 'Print only the values'
complete -c ectl -n "__fish_ectl_using_subcommand wait" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand watch" -l rev -d 'Start with the changes of this revision' -r
complete -c ectl -n "__fish_ectl_using_subcommand watch" -l on-exec-error -d 'If CMD fails: stop (exit code 1) or ignore' -r
complete -c ectl -n "__fish_ectl_using_subcommand watch" -l endpoints -d 'Endpoints, comma-separated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand watch" -s w -l write-out -d 'json, jsonl, table, fields or protobuf (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand watch" -l hex -d 'Print bytes as \\x66\\x6f\\x6f and IDs in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand watch" -l debug -d 'Log settings, connections and timings to stderr' -r
complete -c ectl -n "__fish_ectl_using_subcommand watch" -l dial-timeout -d 'Time to connect to any endpoint (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand watch" -l command-timeout -d 'Time for a call to be answered (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand watch" -l retry -d 'Keep retrying while etcd is unreachable (default 0s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand watch" -l keepalive-time -d 'Idle time before a probe, at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand watch" -l keepalive-timeout -d 'Time for a probe to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand watch" -l max-request-bytes -d 'Maximum request size; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand watch" -l max-recv-bytes -d 'Maximum response size; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand watch" -l insecure-transport -d 'Plaintext for endpoints without a scheme (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand watch" -s d -l discovery-srv -d 'Domain whose SRV records list the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand watch" -l discovery-srv-name -d 'Cluster to use if the domain lists several' -r
complete -c ectl -n "__fish_ectl_using_subcommand watch" -l insecure-discovery -d 'Use discovered endpoints without TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand watch" -l insecure-skip-tls-verify -d 'Accept any server certificate; implies TLS' -r
complete -c ectl -n "__fish_ectl_using_subcommand watch" -l cacert -d 'Trusted CA certificates, PEM (default: the system\'s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand watch" -l cert -d 'Client certificate file (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand watch" -l key -d 'Private key of the client certificate (PEM)' -r
complete -c ectl -n "__fish_ectl_using_subcommand watch" -l json-errors -d 'Errors and notes as JSON (default: on with -w json)' -r
complete -c ectl -n "__fish_ectl_using_subcommand watch" -l user -d 'User name (asks for the password), or name:password' -r
complete -c ectl -n "__fish_ectl_using_subcommand watch" -l password -d 'Password for --user; visible in the process list' -r
complete -c ectl -n "__fish_ectl_using_subcommand watch" -l password-file -d 'File whose first line is the password; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand watch" -l password-command -d 'Shell command whose first output line is the password' -r
complete -c ectl -n "__fish_ectl_using_subcommand watch" -l auth-jwt-token -d 'Token to send instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand watch" -l token-file -d 'File whose first line is the token; - for stdin' -r
complete -c ectl -n "__fish_ectl_using_subcommand watch" -s i -l interactive -d 'Read watches from stdin, one per line'
complete -c ectl -n "__fish_ectl_using_subcommand watch" -l prefix -d 'Watch all keys that begin with KEY'
complete -c ectl -n "__fish_ectl_using_subcommand watch" -l prev-kv -d 'Print the previous key-value pair as well'
complete -c ectl -n "__fish_ectl_using_subcommand watch" -l progress-notify -d 'Report the current revision periodically while idle'
complete -c ectl -n "__fish_ectl_using_subcommand watch" -s h -l help -d 'Print help'
