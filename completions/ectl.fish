# fish completion for ectl, and for etcdctl and etcdutl where they are links to it. ectl itself
# says what may stand at the end of the line.
function __ectl_complete
    set -l words (commandline -opc)
    set -l token (commandline -ct)
    type -q $words[1]; or set words[1] ectl
    set -l lines ($words[1] _complete fish $words[2..-1] "$token" 2>/dev/null </dev/null)
    set -l head (string split \t -- $lines[1])
    set -l path (string sub -s (math 1 + (string length -- "$head[2]")) -- "$token")
    switch "$head[1]"
        case words
            set -e lines[1]
            string join \n -- $lines
        case files
            complete -C "__no_such_command $path" | string replace -r -- '^' "$head[2]"
        case directories
            __fish_complete_directories $path '' | string replace -r -- '^' "$head[2]"
    end
end
complete -c ectl -f -k -a '(__ectl_complete)'
for name in etcdctl etcdutl
    if command -q $name; and command -q ectl
        and test (realpath (command -s $name)) = (realpath (command -s ectl))
        complete -c $name -f -k -a '(__ectl_complete)'
    end
end
