# The Debian packages that tests and benchmarks use as outside witnesses, and how to get them. Sourced by ./build.
test_packages=(stilts fitsverify libcfitsio-bin zstd python3-astropy python3-healpy python3-pymoc python3-pyvo python3-astroquery python3-gavo python3-mpmath python3-lxml libxml2-utils curl procps postgresql-15 postgresql-15-q3c prometheus systemd python3-jsonschema python3-matplotlib)
bench_packages=(wrk libcfitsio-bin python3-astropy postgresql-15 postgresql-15-q3c)

# Installs what is missing; a witness that cannot be had fails the run rather than being skipped.
install_packages() {
    local missing=()
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
    done
    [[ ${#missing[@]} -eq 0 ]] && return
    local sudo=""
    [[ $(id -u) -ne 0 ]] && sudo="sudo"
    echo "Installing ${missing[*]} ..." >&2
    $sudo apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}
