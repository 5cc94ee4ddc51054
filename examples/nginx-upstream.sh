#!/usr/bin/env bash
# Keeps an nginx upstream file in sync with the endpoints of a service, and reloads nginx on changes.
#
#   examples/nginx-upstream.sh TARGET FILE      FILE is included by nginx.conf
#
# RELOAD is the command that reloads nginx (default: nginx -s reload). If no endpoint is left, the file
# is not changed: the last ones may still answer, and nginx does not start with an empty upstream.
set -euo pipefail

ECTL=${ECTL:-ectl}

# Called by `service watch` on every change, with the endpoints in ECTL_ENDPOINTS.
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
