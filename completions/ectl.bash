# bash completion for ectl, and for etcdctl and etcdutl where they are links to it. ectl itself
# says what may stand at the end of the line.
_ectl() {
    local program=$1 kind='' word
    type -P -- "$1" >/dev/null || program=ectl
    COMPREPLY=()
    {
        IFS= read -r kind
        while IFS= read -r word; do COMPREPLY+=("$word"); done
    } < <("$program" _complete bash "${COMP_LINE:0:COMP_POINT}" "$2" 2>/dev/null </dev/null)
    case $kind in
    files)
        compopt +o nospace -o default 2>/dev/null
        # readline takes what begins with @ for a host.
        if [[ $2 == @* ]]; then
            while IFS= read -r word; do
                printf -v word '@%q' "$word"
                COMPREPLY+=("$word")
            done < <(compgen -f -- "${2#@}")
        fi
        ;;
    directories) compopt +o nospace -o dirnames 2>/dev/null ;;
    esac
}
complete -o nospace -F _ectl ectl
hash ectl etcdctl etcdutl 2>/dev/null
[[ ${BASH_CMDS[etcdctl]-} -ef ${BASH_CMDS[ectl]-} ]] && complete -o nospace -F _ectl etcdctl
[[ ${BASH_CMDS[etcdutl]-} -ef ${BASH_CMDS[ectl]-} ]] && complete -o nospace -F _ectl etcdutl
:
