
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'ectl' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'ectl'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'ectl' {
            [CompletionResult]::new('--endpoints', '--endpoints', [CompletionResultType]::ParameterName, 'etcd''s client addresses, comma-separated or repeated (default 127.0.0.1:2379)')
            [CompletionResult]::new('-w', '-w', [CompletionResultType]::ParameterName, 'Format of the output: simple, fields, json, jsonl, protobuf, table (default simple)')
            [CompletionResult]::new('--write-out', '--write-out', [CompletionResultType]::ParameterName, 'Format of the output: simple, fields, json, jsonl, protobuf, table (default simple)')
            [CompletionResult]::new('--hex', '--hex', [CompletionResultType]::ParameterName, 'Print bytes as \x66\x6f\x6f, and ids in fields and member JSON in hexadecimal')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say on stderr where each setting came from; never a secret')
            [CompletionResult]::new('--dial-timeout', '--dial-timeout', [CompletionResultType]::ParameterName, 'Time to connect to an endpoint, of all that are given (default 2s)')
            [CompletionResult]::new('--command-timeout', '--command-timeout', [CompletionResultType]::ParameterName, 'Time for a call to be answered, in every command (default 5s)')
            [CompletionResult]::new('--keepalive-time', '--keepalive-time', [CompletionResultType]::ParameterName, 'Pause after which an open stream asks whether the server is alive; at least 10s (default 2s)')
            [CompletionResult]::new('--keepalive-timeout', '--keepalive-timeout', [CompletionResultType]::ParameterName, 'Time for that to be answered (default 6s)')
            [CompletionResult]::new('--max-request-bytes', '--max-request-bytes', [CompletionResultType]::ParameterName, 'Largest request sent, in bytes; 0 means 2 MiB (default 0)')
            [CompletionResult]::new('--max-recv-bytes', '--max-recv-bytes', [CompletionResultType]::ParameterName, 'Largest answer accepted, in bytes; 0 means 2 GiB (default 0)')
            [CompletionResult]::new('--insecure-transport', '--insecure-transport', [CompletionResultType]::ParameterName, 'Let endpoints without a scheme speak plain text; false demands TLS (default true)')
            [CompletionResult]::new('--insecure-skip-tls-verify', '--insecure-skip-tls-verify', [CompletionResultType]::ParameterName, 'Accept any certificate from the server; by itself it also turns TLS on')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'CA certificates that the server''s must lead to, PEM (default: those of the system)')
            [CompletionResult]::new('--cert', '--cert', [CompletionResultType]::ParameterName, 'Our certificate, PEM')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The private key of our certificate, PEM')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'User name, or name:password; the password is asked for if it is missing')
            [CompletionResult]::new('--password', '--password', [CompletionResultType]::ParameterName, 'Password; with it, --user is the whole name')
            [CompletionResult]::new('--auth-jwt-token', '--auth-jwt-token', [CompletionResultType]::ParameterName, 'Token to send with every call, instead of a user and password')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('completion', 'completion', [CompletionResultType]::ParameterValue, 'Print a script that makes a shell complete ectl''s command lines')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Get a key or a range of keys')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print help about a command')
            [CompletionResult]::new('options', 'options', [CompletionResultType]::ParameterValue, 'List the options that every command takes')
            [CompletionResult]::new('put', 'put', [CompletionResultType]::ParameterValue, 'Put a value into a key')
            [CompletionResult]::new('version', 'version', [CompletionResultType]::ParameterValue, 'Print the version of ectl and of etcd''s API that it speaks')
            break
        }
        'ectl;completion' {
            [CompletionResult]::new('--endpoints', '--endpoints', [CompletionResultType]::ParameterName, 'etcd''s client addresses, comma-separated or repeated (default 127.0.0.1:2379)')
            [CompletionResult]::new('-w', '-w', [CompletionResultType]::ParameterName, 'Format of the output: simple, fields, json, jsonl, protobuf, table (default simple)')
            [CompletionResult]::new('--write-out', '--write-out', [CompletionResultType]::ParameterName, 'Format of the output: simple, fields, json, jsonl, protobuf, table (default simple)')
            [CompletionResult]::new('--hex', '--hex', [CompletionResultType]::ParameterName, 'Print bytes as \x66\x6f\x6f, and ids in fields and member JSON in hexadecimal')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say on stderr where each setting came from; never a secret')
            [CompletionResult]::new('--dial-timeout', '--dial-timeout', [CompletionResultType]::ParameterName, 'Time to connect to an endpoint, of all that are given (default 2s)')
            [CompletionResult]::new('--command-timeout', '--command-timeout', [CompletionResultType]::ParameterName, 'Time for a call to be answered, in every command (default 5s)')
            [CompletionResult]::new('--keepalive-time', '--keepalive-time', [CompletionResultType]::ParameterName, 'Pause after which an open stream asks whether the server is alive; at least 10s (default 2s)')
            [CompletionResult]::new('--keepalive-timeout', '--keepalive-timeout', [CompletionResultType]::ParameterName, 'Time for that to be answered (default 6s)')
            [CompletionResult]::new('--max-request-bytes', '--max-request-bytes', [CompletionResultType]::ParameterName, 'Largest request sent, in bytes; 0 means 2 MiB (default 0)')
            [CompletionResult]::new('--max-recv-bytes', '--max-recv-bytes', [CompletionResultType]::ParameterName, 'Largest answer accepted, in bytes; 0 means 2 GiB (default 0)')
            [CompletionResult]::new('--insecure-transport', '--insecure-transport', [CompletionResultType]::ParameterName, 'Let endpoints without a scheme speak plain text; false demands TLS (default true)')
            [CompletionResult]::new('--insecure-skip-tls-verify', '--insecure-skip-tls-verify', [CompletionResultType]::ParameterName, 'Accept any certificate from the server; by itself it also turns TLS on')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'CA certificates that the server''s must lead to, PEM (default: those of the system)')
            [CompletionResult]::new('--cert', '--cert', [CompletionResultType]::ParameterName, 'Our certificate, PEM')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The private key of our certificate, PEM')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'User name, or name:password; the password is asked for if it is missing')
            [CompletionResult]::new('--password', '--password', [CompletionResultType]::ParameterName, 'Password; with it, --user is the whole name')
            [CompletionResult]::new('--auth-jwt-token', '--auth-jwt-token', [CompletionResultType]::ParameterName, 'Token to send with every call, instead of a user and password')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'ectl;get' {
            [CompletionResult]::new('--consistency', '--consistency', [CompletionResultType]::ParameterName, 'Linearizable (l) or serializable (s): this may be older, and needs no quorum')
            [CompletionResult]::new('--order', '--order', [CompletionResultType]::ParameterName, 'Order of the results: ASCEND or DESCEND')
            [CompletionResult]::new('--sort-by', '--sort-by', [CompletionResultType]::ParameterName, 'What to order by: CREATE, KEY, MODIFY, VALUE or VERSION')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Return at most so many keys')
            [CompletionResult]::new('--rev', '--rev', [CompletionResultType]::ParameterName, 'Read as of this revision')
            [CompletionResult]::new('--min-create-rev', '--min-create-rev', [CompletionResultType]::ParameterName, 'Leave out keys created before this revision')
            [CompletionResult]::new('--max-create-rev', '--max-create-rev', [CompletionResultType]::ParameterName, 'Leave out keys created after this revision')
            [CompletionResult]::new('--min-mod-rev', '--min-mod-rev', [CompletionResultType]::ParameterName, 'Leave out keys last changed before this revision')
            [CompletionResult]::new('--max-mod-rev', '--max-mod-rev', [CompletionResultType]::ParameterName, 'Leave out keys last changed after this revision')
            [CompletionResult]::new('--endpoints', '--endpoints', [CompletionResultType]::ParameterName, 'etcd''s client addresses, comma-separated or repeated (default 127.0.0.1:2379)')
            [CompletionResult]::new('-w', '-w', [CompletionResultType]::ParameterName, 'Format of the output: simple, fields, json, jsonl, protobuf, table (default simple)')
            [CompletionResult]::new('--write-out', '--write-out', [CompletionResultType]::ParameterName, 'Format of the output: simple, fields, json, jsonl, protobuf, table (default simple)')
            [CompletionResult]::new('--hex', '--hex', [CompletionResultType]::ParameterName, 'Print bytes as \x66\x6f\x6f, and ids in fields and member JSON in hexadecimal')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say on stderr where each setting came from; never a secret')
            [CompletionResult]::new('--dial-timeout', '--dial-timeout', [CompletionResultType]::ParameterName, 'Time to connect to an endpoint, of all that are given (default 2s)')
            [CompletionResult]::new('--command-timeout', '--command-timeout', [CompletionResultType]::ParameterName, 'Time for a call to be answered, in every command (default 5s)')
            [CompletionResult]::new('--keepalive-time', '--keepalive-time', [CompletionResultType]::ParameterName, 'Pause after which an open stream asks whether the server is alive; at least 10s (default 2s)')
            [CompletionResult]::new('--keepalive-timeout', '--keepalive-timeout', [CompletionResultType]::ParameterName, 'Time for that to be answered (default 6s)')
            [CompletionResult]::new('--max-request-bytes', '--max-request-bytes', [CompletionResultType]::ParameterName, 'Largest request sent, in bytes; 0 means 2 MiB (default 0)')
            [CompletionResult]::new('--max-recv-bytes', '--max-recv-bytes', [CompletionResultType]::ParameterName, 'Largest answer accepted, in bytes; 0 means 2 GiB (default 0)')
            [CompletionResult]::new('--insecure-transport', '--insecure-transport', [CompletionResultType]::ParameterName, 'Let endpoints without a scheme speak plain text; false demands TLS (default true)')
            [CompletionResult]::new('--insecure-skip-tls-verify', '--insecure-skip-tls-verify', [CompletionResultType]::ParameterName, 'Accept any certificate from the server; by itself it also turns TLS on')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'CA certificates that the server''s must lead to, PEM (default: those of the system)')
            [CompletionResult]::new('--cert', '--cert', [CompletionResultType]::ParameterName, 'Our certificate, PEM')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The private key of our certificate, PEM')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'User name, or name:password; the password is asked for if it is missing')
            [CompletionResult]::new('--password', '--password', [CompletionResultType]::ParameterName, 'Password; with it, --user is the whole name')
            [CompletionResult]::new('--auth-jwt-token', '--auth-jwt-token', [CompletionResultType]::ParameterName, 'Token to send with every call, instead of a user and password')
            [CompletionResult]::new('--prefix', '--prefix', [CompletionResultType]::ParameterName, 'Get every key that begins with KEY')
            [CompletionResult]::new('--from-key', '--from-key', [CompletionResultType]::ParameterName, 'Get every key from KEY on')
            [CompletionResult]::new('--keys-only', '--keys-only', [CompletionResultType]::ParameterName, 'Get only the keys')
            [CompletionResult]::new('--count-only', '--count-only', [CompletionResultType]::ParameterName, 'Get only the number of keys')
            [CompletionResult]::new('--print-value-only', '--print-value-only', [CompletionResultType]::ParameterName, 'Print only the values')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Print only the values'' bytes, without an end of line')
            [CompletionResult]::new('--stream', '--stream', [CompletionResultType]::ParameterName, 'Use the server''s own streaming of ranges; accepted for etcdctl''s sake: ectl always streams')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Exit with 7 if nothing was found')
            [CompletionResult]::new('--exit-status', '--exit-status', [CompletionResultType]::ParameterName, 'Exit with 7 if nothing was found')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'ectl;help' {
            [CompletionResult]::new('--endpoints', '--endpoints', [CompletionResultType]::ParameterName, 'etcd''s client addresses, comma-separated or repeated (default 127.0.0.1:2379)')
            [CompletionResult]::new('-w', '-w', [CompletionResultType]::ParameterName, 'Format of the output: simple, fields, json, jsonl, protobuf, table (default simple)')
            [CompletionResult]::new('--write-out', '--write-out', [CompletionResultType]::ParameterName, 'Format of the output: simple, fields, json, jsonl, protobuf, table (default simple)')
            [CompletionResult]::new('--hex', '--hex', [CompletionResultType]::ParameterName, 'Print bytes as \x66\x6f\x6f, and ids in fields and member JSON in hexadecimal')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say on stderr where each setting came from; never a secret')
            [CompletionResult]::new('--dial-timeout', '--dial-timeout', [CompletionResultType]::ParameterName, 'Time to connect to an endpoint, of all that are given (default 2s)')
            [CompletionResult]::new('--command-timeout', '--command-timeout', [CompletionResultType]::ParameterName, 'Time for a call to be answered, in every command (default 5s)')
            [CompletionResult]::new('--keepalive-time', '--keepalive-time', [CompletionResultType]::ParameterName, 'Pause after which an open stream asks whether the server is alive; at least 10s (default 2s)')
            [CompletionResult]::new('--keepalive-timeout', '--keepalive-timeout', [CompletionResultType]::ParameterName, 'Time for that to be answered (default 6s)')
            [CompletionResult]::new('--max-request-bytes', '--max-request-bytes', [CompletionResultType]::ParameterName, 'Largest request sent, in bytes; 0 means 2 MiB (default 0)')
            [CompletionResult]::new('--max-recv-bytes', '--max-recv-bytes', [CompletionResultType]::ParameterName, 'Largest answer accepted, in bytes; 0 means 2 GiB (default 0)')
            [CompletionResult]::new('--insecure-transport', '--insecure-transport', [CompletionResultType]::ParameterName, 'Let endpoints without a scheme speak plain text; false demands TLS (default true)')
            [CompletionResult]::new('--insecure-skip-tls-verify', '--insecure-skip-tls-verify', [CompletionResultType]::ParameterName, 'Accept any certificate from the server; by itself it also turns TLS on')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'CA certificates that the server''s must lead to, PEM (default: those of the system)')
            [CompletionResult]::new('--cert', '--cert', [CompletionResultType]::ParameterName, 'Our certificate, PEM')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The private key of our certificate, PEM')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'User name, or name:password; the password is asked for if it is missing')
            [CompletionResult]::new('--password', '--password', [CompletionResultType]::ParameterName, 'Password; with it, --user is the whole name')
            [CompletionResult]::new('--auth-jwt-token', '--auth-jwt-token', [CompletionResultType]::ParameterName, 'Token to send with every call, instead of a user and password')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'ectl;options' {
            [CompletionResult]::new('--endpoints', '--endpoints', [CompletionResultType]::ParameterName, 'etcd''s client addresses, comma-separated or repeated (default 127.0.0.1:2379)')
            [CompletionResult]::new('-w', '-w', [CompletionResultType]::ParameterName, 'Format of the output: simple, fields, json, jsonl, protobuf, table (default simple)')
            [CompletionResult]::new('--write-out', '--write-out', [CompletionResultType]::ParameterName, 'Format of the output: simple, fields, json, jsonl, protobuf, table (default simple)')
            [CompletionResult]::new('--hex', '--hex', [CompletionResultType]::ParameterName, 'Print bytes as \x66\x6f\x6f, and ids in fields and member JSON in hexadecimal')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say on stderr where each setting came from; never a secret')
            [CompletionResult]::new('--dial-timeout', '--dial-timeout', [CompletionResultType]::ParameterName, 'Time to connect to an endpoint, of all that are given (default 2s)')
            [CompletionResult]::new('--command-timeout', '--command-timeout', [CompletionResultType]::ParameterName, 'Time for a call to be answered, in every command (default 5s)')
            [CompletionResult]::new('--keepalive-time', '--keepalive-time', [CompletionResultType]::ParameterName, 'Pause after which an open stream asks whether the server is alive; at least 10s (default 2s)')
            [CompletionResult]::new('--keepalive-timeout', '--keepalive-timeout', [CompletionResultType]::ParameterName, 'Time for that to be answered (default 6s)')
            [CompletionResult]::new('--max-request-bytes', '--max-request-bytes', [CompletionResultType]::ParameterName, 'Largest request sent, in bytes; 0 means 2 MiB (default 0)')
            [CompletionResult]::new('--max-recv-bytes', '--max-recv-bytes', [CompletionResultType]::ParameterName, 'Largest answer accepted, in bytes; 0 means 2 GiB (default 0)')
            [CompletionResult]::new('--insecure-transport', '--insecure-transport', [CompletionResultType]::ParameterName, 'Let endpoints without a scheme speak plain text; false demands TLS (default true)')
            [CompletionResult]::new('--insecure-skip-tls-verify', '--insecure-skip-tls-verify', [CompletionResultType]::ParameterName, 'Accept any certificate from the server; by itself it also turns TLS on')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'CA certificates that the server''s must lead to, PEM (default: those of the system)')
            [CompletionResult]::new('--cert', '--cert', [CompletionResultType]::ParameterName, 'Our certificate, PEM')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The private key of our certificate, PEM')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'User name, or name:password; the password is asked for if it is missing')
            [CompletionResult]::new('--password', '--password', [CompletionResultType]::ParameterName, 'Password; with it, --user is the whole name')
            [CompletionResult]::new('--auth-jwt-token', '--auth-jwt-token', [CompletionResultType]::ParameterName, 'Token to send with every call, instead of a user and password')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'ectl;put' {
            [CompletionResult]::new('--lease', '--lease', [CompletionResultType]::ParameterName, 'Attach the key to this lease')
            [CompletionResult]::new('--endpoints', '--endpoints', [CompletionResultType]::ParameterName, 'etcd''s client addresses, comma-separated or repeated (default 127.0.0.1:2379)')
            [CompletionResult]::new('-w', '-w', [CompletionResultType]::ParameterName, 'Format of the output: simple, fields, json, jsonl, protobuf, table (default simple)')
            [CompletionResult]::new('--write-out', '--write-out', [CompletionResultType]::ParameterName, 'Format of the output: simple, fields, json, jsonl, protobuf, table (default simple)')
            [CompletionResult]::new('--hex', '--hex', [CompletionResultType]::ParameterName, 'Print bytes as \x66\x6f\x6f, and ids in fields and member JSON in hexadecimal')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say on stderr where each setting came from; never a secret')
            [CompletionResult]::new('--dial-timeout', '--dial-timeout', [CompletionResultType]::ParameterName, 'Time to connect to an endpoint, of all that are given (default 2s)')
            [CompletionResult]::new('--command-timeout', '--command-timeout', [CompletionResultType]::ParameterName, 'Time for a call to be answered, in every command (default 5s)')
            [CompletionResult]::new('--keepalive-time', '--keepalive-time', [CompletionResultType]::ParameterName, 'Pause after which an open stream asks whether the server is alive; at least 10s (default 2s)')
            [CompletionResult]::new('--keepalive-timeout', '--keepalive-timeout', [CompletionResultType]::ParameterName, 'Time for that to be answered (default 6s)')
            [CompletionResult]::new('--max-request-bytes', '--max-request-bytes', [CompletionResultType]::ParameterName, 'Largest request sent, in bytes; 0 means 2 MiB (default 0)')
            [CompletionResult]::new('--max-recv-bytes', '--max-recv-bytes', [CompletionResultType]::ParameterName, 'Largest answer accepted, in bytes; 0 means 2 GiB (default 0)')
            [CompletionResult]::new('--insecure-transport', '--insecure-transport', [CompletionResultType]::ParameterName, 'Let endpoints without a scheme speak plain text; false demands TLS (default true)')
            [CompletionResult]::new('--insecure-skip-tls-verify', '--insecure-skip-tls-verify', [CompletionResultType]::ParameterName, 'Accept any certificate from the server; by itself it also turns TLS on')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'CA certificates that the server''s must lead to, PEM (default: those of the system)')
            [CompletionResult]::new('--cert', '--cert', [CompletionResultType]::ParameterName, 'Our certificate, PEM')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The private key of our certificate, PEM')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'User name, or name:password; the password is asked for if it is missing')
            [CompletionResult]::new('--password', '--password', [CompletionResultType]::ParameterName, 'Password; with it, --user is the whole name')
            [CompletionResult]::new('--auth-jwt-token', '--auth-jwt-token', [CompletionResultType]::ParameterName, 'Token to send with every call, instead of a user and password')
            [CompletionResult]::new('--prev-kv', '--prev-kv', [CompletionResultType]::ParameterName, 'Print the pair as it was before')
            [CompletionResult]::new('--ignore-value', '--ignore-value', [CompletionResultType]::ParameterName, 'Keep the key''s value')
            [CompletionResult]::new('--ignore-lease', '--ignore-lease', [CompletionResultType]::ParameterName, 'Keep the key''s lease')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'ectl;version' {
            [CompletionResult]::new('--endpoints', '--endpoints', [CompletionResultType]::ParameterName, 'etcd''s client addresses, comma-separated or repeated (default 127.0.0.1:2379)')
            [CompletionResult]::new('-w', '-w', [CompletionResultType]::ParameterName, 'Format of the output: simple, fields, json, jsonl, protobuf, table (default simple)')
            [CompletionResult]::new('--write-out', '--write-out', [CompletionResultType]::ParameterName, 'Format of the output: simple, fields, json, jsonl, protobuf, table (default simple)')
            [CompletionResult]::new('--hex', '--hex', [CompletionResultType]::ParameterName, 'Print bytes as \x66\x6f\x6f, and ids in fields and member JSON in hexadecimal')
            [CompletionResult]::new('--debug', '--debug', [CompletionResultType]::ParameterName, 'Say on stderr where each setting came from; never a secret')
            [CompletionResult]::new('--dial-timeout', '--dial-timeout', [CompletionResultType]::ParameterName, 'Time to connect to an endpoint, of all that are given (default 2s)')
            [CompletionResult]::new('--command-timeout', '--command-timeout', [CompletionResultType]::ParameterName, 'Time for a call to be answered, in every command (default 5s)')
            [CompletionResult]::new('--keepalive-time', '--keepalive-time', [CompletionResultType]::ParameterName, 'Pause after which an open stream asks whether the server is alive; at least 10s (default 2s)')
            [CompletionResult]::new('--keepalive-timeout', '--keepalive-timeout', [CompletionResultType]::ParameterName, 'Time for that to be answered (default 6s)')
            [CompletionResult]::new('--max-request-bytes', '--max-request-bytes', [CompletionResultType]::ParameterName, 'Largest request sent, in bytes; 0 means 2 MiB (default 0)')
            [CompletionResult]::new('--max-recv-bytes', '--max-recv-bytes', [CompletionResultType]::ParameterName, 'Largest answer accepted, in bytes; 0 means 2 GiB (default 0)')
            [CompletionResult]::new('--insecure-transport', '--insecure-transport', [CompletionResultType]::ParameterName, 'Let endpoints without a scheme speak plain text; false demands TLS (default true)')
            [CompletionResult]::new('--insecure-skip-tls-verify', '--insecure-skip-tls-verify', [CompletionResultType]::ParameterName, 'Accept any certificate from the server; by itself it also turns TLS on')
            [CompletionResult]::new('--cacert', '--cacert', [CompletionResultType]::ParameterName, 'CA certificates that the server''s must lead to, PEM (default: those of the system)')
            [CompletionResult]::new('--cert', '--cert', [CompletionResultType]::ParameterName, 'Our certificate, PEM')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'The private key of our certificate, PEM')
            [CompletionResult]::new('--user', '--user', [CompletionResultType]::ParameterName, 'User name, or name:password; the password is asked for if it is missing')
            [CompletionResult]::new('--password', '--password', [CompletionResultType]::ParameterName, 'Password; with it, --user is the whole name')
            [CompletionResult]::new('--auth-jwt-token', '--auth-jwt-token', [CompletionResultType]::ParameterName, 'Token to send with every call, instead of a user and password')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
