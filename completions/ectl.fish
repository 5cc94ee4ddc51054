# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_ectl_global_optspecs
    string join \n endpoints= w/write-out= hex= debug= dial-timeout= command-timeout= keepalive-time= keepalive-timeout= max-request-bytes= max-recv-bytes= insecure-transport= d/discovery-srv= discovery-srv-name= insecure-discovery= insecure-skip-tls-verify= cacert= cert= key= user= password= auth-jwt-token= h/help V/version
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

complete -c ectl -n "__fish_ectl_needs_command" -l endpoints -d 'etcd\'s client addresses, comma-separated or repeated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_needs_command" -s w -l write-out -d 'Format of the output: simple, fields, json, jsonl, protobuf, table (default simple)' -r
complete -c ectl -n "__fish_ectl_needs_command" -l hex -d 'Print bytes as \\x66\\x6f\\x6f, and ids in fields and member JSON in hexadecimal' -r
complete -c ectl -n "__fish_ectl_needs_command" -l debug -d 'Say on stderr where each setting came from; never a secret' -r
complete -c ectl -n "__fish_ectl_needs_command" -l dial-timeout -d 'Time to connect to an endpoint, of all that are given (default 2s)' -r
complete -c ectl -n "__fish_ectl_needs_command" -l command-timeout -d 'Time for a call to be answered, in every command (default 5s)' -r
complete -c ectl -n "__fish_ectl_needs_command" -l keepalive-time -d 'Pause after which an open stream asks whether the server is alive; at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_needs_command" -l keepalive-timeout -d 'Time for that to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_needs_command" -l max-request-bytes -d 'Largest request sent, in bytes; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_needs_command" -l max-recv-bytes -d 'Largest answer accepted, in bytes; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_needs_command" -l insecure-transport -d 'Let endpoints without a scheme speak plain text; false demands TLS (default true)' -r
complete -c ectl -n "__fish_ectl_needs_command" -s d -l discovery-srv -d 'Domain whose SRV records name the endpoints' -r
complete -c ectl -n "__fish_ectl_needs_command" -l discovery-srv-name -d 'Name of the cluster, where the domain has several' -r
complete -c ectl -n "__fish_ectl_needs_command" -l insecure-discovery -d 'Use what was found in DNS without TLS; false also demands certificates of the domain (default true)' -r
complete -c ectl -n "__fish_ectl_needs_command" -l insecure-skip-tls-verify -d 'Accept any certificate from the server; by itself it also turns TLS on' -r
complete -c ectl -n "__fish_ectl_needs_command" -l cacert -d 'CA certificates that the server\'s must lead to, PEM (default: those of the system)' -r
complete -c ectl -n "__fish_ectl_needs_command" -l cert -d 'Our certificate, PEM' -r
complete -c ectl -n "__fish_ectl_needs_command" -l key -d 'The private key of our certificate, PEM' -r
complete -c ectl -n "__fish_ectl_needs_command" -l user -d 'User name, or name:password; the password is asked for if it is missing' -r
complete -c ectl -n "__fish_ectl_needs_command" -l password -d 'Password; with it, --user is the whole name' -r
complete -c ectl -n "__fish_ectl_needs_command" -l auth-jwt-token -d 'Token to send with every call, instead of a user and password' -r
complete -c ectl -n "__fish_ectl_needs_command" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_needs_command" -s V -l version -d 'Print version'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "completion" -d 'Print a script that makes a shell complete ectl\'s command lines'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "get" -d 'Get a key or a range of keys'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "help" -d 'Print help about a command'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "options" -d 'List the options that every command takes'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "put" -d 'Put a value into a key'
complete -c ectl -n "__fish_ectl_needs_command" -f -a "version" -d 'Print the version of ectl and of etcd\'s API that it speaks'
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l endpoints -d 'etcd\'s client addresses, comma-separated or repeated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -s w -l write-out -d 'Format of the output: simple, fields, json, jsonl, protobuf, table (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l hex -d 'Print bytes as \\x66\\x6f\\x6f, and ids in fields and member JSON in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l debug -d 'Say on stderr where each setting came from; never a secret' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l dial-timeout -d 'Time to connect to an endpoint, of all that are given (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l command-timeout -d 'Time for a call to be answered, in every command (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l keepalive-time -d 'Pause after which an open stream asks whether the server is alive; at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l keepalive-timeout -d 'Time for that to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l max-request-bytes -d 'Largest request sent, in bytes; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l max-recv-bytes -d 'Largest answer accepted, in bytes; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l insecure-transport -d 'Let endpoints without a scheme speak plain text; false demands TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -s d -l discovery-srv -d 'Domain whose SRV records name the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l discovery-srv-name -d 'Name of the cluster, where the domain has several' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l insecure-discovery -d 'Use what was found in DNS without TLS; false also demands certificates of the domain (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l insecure-skip-tls-verify -d 'Accept any certificate from the server; by itself it also turns TLS on' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l cacert -d 'CA certificates that the server\'s must lead to, PEM (default: those of the system)' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l cert -d 'Our certificate, PEM' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l key -d 'The private key of our certificate, PEM' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l user -d 'User name, or name:password; the password is asked for if it is missing' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l password -d 'Password; with it, --user is the whole name' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -l auth-jwt-token -d 'Token to send with every call, instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand completion" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand get" -l consistency -d 'Linearizable (l) or serializable (s): this may be older, and needs no quorum' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l order -d 'Order of the results: ASCEND or DESCEND' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l sort-by -d 'What to order by: CREATE, KEY, MODIFY, VALUE or VERSION' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l limit -d 'Return at most so many keys' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l rev -d 'Read as of this revision' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l min-create-rev -d 'Leave out keys created before this revision' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l max-create-rev -d 'Leave out keys created after this revision' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l min-mod-rev -d 'Leave out keys last changed before this revision' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l max-mod-rev -d 'Leave out keys last changed after this revision' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l endpoints -d 'etcd\'s client addresses, comma-separated or repeated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -s w -l write-out -d 'Format of the output: simple, fields, json, jsonl, protobuf, table (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l hex -d 'Print bytes as \\x66\\x6f\\x6f, and ids in fields and member JSON in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l debug -d 'Say on stderr where each setting came from; never a secret' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l dial-timeout -d 'Time to connect to an endpoint, of all that are given (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l command-timeout -d 'Time for a call to be answered, in every command (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l keepalive-time -d 'Pause after which an open stream asks whether the server is alive; at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l keepalive-timeout -d 'Time for that to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l max-request-bytes -d 'Largest request sent, in bytes; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l max-recv-bytes -d 'Largest answer accepted, in bytes; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l insecure-transport -d 'Let endpoints without a scheme speak plain text; false demands TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -s d -l discovery-srv -d 'Domain whose SRV records name the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l discovery-srv-name -d 'Name of the cluster, where the domain has several' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l insecure-discovery -d 'Use what was found in DNS without TLS; false also demands certificates of the domain (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l insecure-skip-tls-verify -d 'Accept any certificate from the server; by itself it also turns TLS on' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l cacert -d 'CA certificates that the server\'s must lead to, PEM (default: those of the system)' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l cert -d 'Our certificate, PEM' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l key -d 'The private key of our certificate, PEM' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l user -d 'User name, or name:password; the password is asked for if it is missing' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l password -d 'Password; with it, --user is the whole name' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l auth-jwt-token -d 'Token to send with every call, instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand get" -l prefix -d 'Get every key that begins with KEY'
complete -c ectl -n "__fish_ectl_using_subcommand get" -l from-key -d 'Get every key from KEY on'
complete -c ectl -n "__fish_ectl_using_subcommand get" -l keys-only -d 'Get only the keys'
complete -c ectl -n "__fish_ectl_using_subcommand get" -l count-only -d 'Get only the number of keys'
complete -c ectl -n "__fish_ectl_using_subcommand get" -l print-value-only -d 'Print only the values'
complete -c ectl -n "__fish_ectl_using_subcommand get" -l raw -d 'Print only the values\' bytes, without an end of line'
complete -c ectl -n "__fish_ectl_using_subcommand get" -l stream -d 'Use the server\'s own streaming of ranges; accepted for etcdctl\'s sake: ectl always streams'
complete -c ectl -n "__fish_ectl_using_subcommand get" -s e -l exit-status -d 'Exit with 7 if nothing was found'
complete -c ectl -n "__fish_ectl_using_subcommand get" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand help" -l endpoints -d 'etcd\'s client addresses, comma-separated or repeated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -s w -l write-out -d 'Format of the output: simple, fields, json, jsonl, protobuf, table (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l hex -d 'Print bytes as \\x66\\x6f\\x6f, and ids in fields and member JSON in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l debug -d 'Say on stderr where each setting came from; never a secret' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l dial-timeout -d 'Time to connect to an endpoint, of all that are given (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l command-timeout -d 'Time for a call to be answered, in every command (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l keepalive-time -d 'Pause after which an open stream asks whether the server is alive; at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l keepalive-timeout -d 'Time for that to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l max-request-bytes -d 'Largest request sent, in bytes; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l max-recv-bytes -d 'Largest answer accepted, in bytes; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l insecure-transport -d 'Let endpoints without a scheme speak plain text; false demands TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -s d -l discovery-srv -d 'Domain whose SRV records name the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l discovery-srv-name -d 'Name of the cluster, where the domain has several' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l insecure-discovery -d 'Use what was found in DNS without TLS; false also demands certificates of the domain (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l insecure-skip-tls-verify -d 'Accept any certificate from the server; by itself it also turns TLS on' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l cacert -d 'CA certificates that the server\'s must lead to, PEM (default: those of the system)' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l cert -d 'Our certificate, PEM' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l key -d 'The private key of our certificate, PEM' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l user -d 'User name, or name:password; the password is asked for if it is missing' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l password -d 'Password; with it, --user is the whole name' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -l auth-jwt-token -d 'Token to send with every call, instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand help" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand options" -l endpoints -d 'etcd\'s client addresses, comma-separated or repeated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -s w -l write-out -d 'Format of the output: simple, fields, json, jsonl, protobuf, table (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l hex -d 'Print bytes as \\x66\\x6f\\x6f, and ids in fields and member JSON in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l debug -d 'Say on stderr where each setting came from; never a secret' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l dial-timeout -d 'Time to connect to an endpoint, of all that are given (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l command-timeout -d 'Time for a call to be answered, in every command (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l keepalive-time -d 'Pause after which an open stream asks whether the server is alive; at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l keepalive-timeout -d 'Time for that to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l max-request-bytes -d 'Largest request sent, in bytes; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l max-recv-bytes -d 'Largest answer accepted, in bytes; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l insecure-transport -d 'Let endpoints without a scheme speak plain text; false demands TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -s d -l discovery-srv -d 'Domain whose SRV records name the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l discovery-srv-name -d 'Name of the cluster, where the domain has several' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l insecure-discovery -d 'Use what was found in DNS without TLS; false also demands certificates of the domain (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l insecure-skip-tls-verify -d 'Accept any certificate from the server; by itself it also turns TLS on' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l cacert -d 'CA certificates that the server\'s must lead to, PEM (default: those of the system)' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l cert -d 'Our certificate, PEM' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l key -d 'The private key of our certificate, PEM' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l user -d 'User name, or name:password; the password is asked for if it is missing' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l password -d 'Password; with it, --user is the whole name' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -l auth-jwt-token -d 'Token to send with every call, instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand options" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand put" -l lease -d 'Attach the key to this lease' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l endpoints -d 'etcd\'s client addresses, comma-separated or repeated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -s w -l write-out -d 'Format of the output: simple, fields, json, jsonl, protobuf, table (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l hex -d 'Print bytes as \\x66\\x6f\\x6f, and ids in fields and member JSON in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l debug -d 'Say on stderr where each setting came from; never a secret' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l dial-timeout -d 'Time to connect to an endpoint, of all that are given (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l command-timeout -d 'Time for a call to be answered, in every command (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l keepalive-time -d 'Pause after which an open stream asks whether the server is alive; at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l keepalive-timeout -d 'Time for that to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l max-request-bytes -d 'Largest request sent, in bytes; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l max-recv-bytes -d 'Largest answer accepted, in bytes; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l insecure-transport -d 'Let endpoints without a scheme speak plain text; false demands TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -s d -l discovery-srv -d 'Domain whose SRV records name the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l discovery-srv-name -d 'Name of the cluster, where the domain has several' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l insecure-discovery -d 'Use what was found in DNS without TLS; false also demands certificates of the domain (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l insecure-skip-tls-verify -d 'Accept any certificate from the server; by itself it also turns TLS on' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l cacert -d 'CA certificates that the server\'s must lead to, PEM (default: those of the system)' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l cert -d 'Our certificate, PEM' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l key -d 'The private key of our certificate, PEM' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l user -d 'User name, or name:password; the password is asked for if it is missing' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l password -d 'Password; with it, --user is the whole name' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l auth-jwt-token -d 'Token to send with every call, instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand put" -l prev-kv -d 'Print the pair as it was before'
complete -c ectl -n "__fish_ectl_using_subcommand put" -l ignore-value -d 'Keep the key\'s value'
complete -c ectl -n "__fish_ectl_using_subcommand put" -l ignore-lease -d 'Keep the key\'s lease'
complete -c ectl -n "__fish_ectl_using_subcommand put" -s h -l help -d 'Print help'
complete -c ectl -n "__fish_ectl_using_subcommand version" -l endpoints -d 'etcd\'s client addresses, comma-separated or repeated (default 127.0.0.1:2379)' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -s w -l write-out -d 'Format of the output: simple, fields, json, jsonl, protobuf, table (default simple)' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l hex -d 'Print bytes as \\x66\\x6f\\x6f, and ids in fields and member JSON in hexadecimal' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l debug -d 'Say on stderr where each setting came from; never a secret' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l dial-timeout -d 'Time to connect to an endpoint, of all that are given (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l command-timeout -d 'Time for a call to be answered, in every command (default 5s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l keepalive-time -d 'Pause after which an open stream asks whether the server is alive; at least 10s (default 2s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l keepalive-timeout -d 'Time for that to be answered (default 6s)' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l max-request-bytes -d 'Largest request sent, in bytes; 0 means 2 MiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l max-recv-bytes -d 'Largest answer accepted, in bytes; 0 means 2 GiB (default 0)' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l insecure-transport -d 'Let endpoints without a scheme speak plain text; false demands TLS (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -s d -l discovery-srv -d 'Domain whose SRV records name the endpoints' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l discovery-srv-name -d 'Name of the cluster, where the domain has several' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l insecure-discovery -d 'Use what was found in DNS without TLS; false also demands certificates of the domain (default true)' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l insecure-skip-tls-verify -d 'Accept any certificate from the server; by itself it also turns TLS on' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l cacert -d 'CA certificates that the server\'s must lead to, PEM (default: those of the system)' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l cert -d 'Our certificate, PEM' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l key -d 'The private key of our certificate, PEM' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l user -d 'User name, or name:password; the password is asked for if it is missing' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l password -d 'Password; with it, --user is the whole name' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -l auth-jwt-token -d 'Token to send with every call, instead of a user and password' -r
complete -c ectl -n "__fish_ectl_using_subcommand version" -s h -l help -d 'Print help'
