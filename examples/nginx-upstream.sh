#!/usr/bin/env bash
# Keeps a file of nginx with the endpoints of a service, and lets nginx read it whenever it changes.
#
#   examples/nginx-upstream.sh TARGET FILE      FILE is included by nginx.conf
#
# RELOAD is what to do then (nginx -s reload). With no endpoint left the file stays as it is: the last
# ones may still answer, and an empty upstream would keep nginx from starting.
set -euo pipefail

ECTL=${ECTL:-ectl}

# Called by `service watch` at every change, with the endpoints in ECTL_ENDPOINTS.
write() {
    local file=$1 endpoint endpoints
    [ -n "$ECTL_ENDPOINTS" ] || return 0
    IFS=, read -ra endpoints <<<"$ECTL_ENDPOINTS"
    {
        echo "# revision $ECTL_REVISION of $ECTL_TARGET"
        echo "upstream ${ECTL_TARGET##*/} {"
        for endpoint in "${endpoints[@]}"; do
            echo "    server $endpoint;"
        done
        echo "}"
    } >"$file.new"
    mv "$file.new" "$file"
    ${RELOAD:-nginx -s reload}
}

case ${1:-} in
--write) write "$2" ;;
'' | -*)
    echo "usage: $0 TARGET FILE" >&2
    exit 2
    ;;
*) exec "$ECTL" service watch "$1" -- "$0" --write "${2:?FILE is missing}" ;;
esac
