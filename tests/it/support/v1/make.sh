#!/bin/sh
# Makes the certificates of X.509 v1 in this directory: what `openssl x509 -req` of OpenSSL 3.0 makes by
# default, and what rcgen cannot make. They are checked in, so that the tests need no openssl.
# `openssl ca` is used because it can date them: from 2020 to 2120.
set -eu
cd "$(dirname "$0")"
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
touch "$made/index.txt"
cat >"$made/ca.cnf" <<END
[ca]
default_ca = v1
[v1]
database = $made/index.txt
new_certs_dir = $made
rand_serial = yes
default_md = sha256
default_startdate = 20200101000000Z
default_enddate = 21200101000000Z
unique_subject = no
policy = any
[any]
commonName = supplied
[authority]
basicConstraints = critical, CA:TRUE
END
request() {
    openssl req -newkey "$2" -pkeyopt "$3" -nodes -keyout "$1.key" -out "$made/$1.csr" -subj "/CN=$4"
}
request ca ec ec_paramgen_curve:P-256 "v1 test CA"
request client ec ec_paramgen_curve:P-256 client
request other ec ec_paramgen_curve:P-256 other
request rsa rsa rsa_keygen_bits:2048 client
openssl ca -batch -notext -config "$made/ca.cnf" -selfsign -keyfile ca.key -in "$made/ca.csr" -out ca.pem \
    -extensions authority
for name in client rsa; do
    openssl ca -batch -notext -config "$made/ca.cnf" -cert ca.pem -keyfile ca.key -in "$made/$name.csr" -out $name.pem
done
openssl pkey -in client.key -aes256 -passout pass:secret -out encrypted.key
openssl rsa -in rsa.key -traditional -aes256 -passout pass:secret -out encrypted-rsa.key
rm ca.key
