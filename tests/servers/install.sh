#!/bin/sh
# Installs the servers that the tests run as private instances, and sees to it that the packages themselves serve nobody:
# nothing starts now (policy-rc.d), nothing starts at the next boot (masked), PostgreSQL makes no cluster of its own.
# Needs root on Debian; anyone else is told what to install. Says nothing when all is there.
set -eu
export LC_ALL=C DEBIAN_FRONTEND=noninteractive PATH="/usr/sbin:/usr/bin:/sbin:/bin:$PATH"

missing=""
[ -x /usr/lib/dovecot/imap ] || missing="$missing dovecot-imapd"
[ -x /usr/bin/chasquid ] || missing="$missing chasquid"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"

if [ -n "$missing" ] && { [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; }; then
    cat >&2 <<TEXT
The tests run against real servers, and these Debian packages are missing:$missing
Run this as root once (it installs them and lets none of them start):

    sudo $0

or install them yourself:  apt-get install --no-install-recommends$missing
TEXT
    exit 1
fi
[ "$(id -u)" -eq 0 ] || exit 0

policy=/usr/sbin/policy-rc.d
kept=/usr/sbin/policy-rc.d.before-mailtriage-tests
mark="placed by mailtriage's tests for the time of one installation"
cluster=/etc/postgresql-common/createcluster.d/mailtriage-tests.conf

restore() {
    if [ -e "$kept" ] || [ -L "$kept" ]; then
        mv -f "$kept" "$policy"
    elif grep -qs "$mark" "$policy"; then
        rm -f "$policy"
    fi
    rm -f "$cluster"
}

# One installation at a time: two would each keep the other's policy as "what stood before".
exec 9>/run/lock/mailtriage-tests-install
flock 9
restore # what a killed run left
[ -n "$missing" ] || exit 0

echo "Installing$missing (nothing of it will be started)" >&2
trap restore EXIT
trap 'exit 1' HUP INT TERM
if [ -e "$policy" ] || [ -L "$policy" ]; then mv "$policy" "$kept"; fi
printf '#!/bin/sh\n# %s\nexit 101\n' "$mark" >"$policy"
chmod 755 "$policy"
mkdir -p "${cluster%/*}"
echo "create_main_cluster = false" >"$cluster"

# policy-rc.d forbids starting now; a mask forbids it at the next boot, when ports 25, 143 and 993 would open to everyone.
for service in dovecot chasquid; do
    unit=/etc/systemd/system/$service.service
    case "$missing" in
    *"$service"*) [ -e "$unit" ] || [ -L "$unit" ] || { mkdir -p "${unit%/*}" && ln -s /dev/null "$unit"; } ;;
    esac
done

apt-get -qq update
# shellcheck disable=SC2086 # a list of names
apt-get -qq -y -o DPkg::Lock::Timeout=600 install --no-install-recommends $missing >&2
case "$missing" in *dovecot*) update-rc.d dovecot disable >&2 ;; esac # the same for machines without systemd
echo "Installed. To serve mail with them on this machine after all: systemctl unmask dovecot chasquid" >&2
