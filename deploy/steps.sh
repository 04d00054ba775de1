# Steps that quickstart and test share. Sourced, not run: the caller has set -euo pipefail and stands in the root of the checkout.

# say TEXT…: one line of progress.
say() { printf '\033[1m==>\033[0m %s\n' "$*"; }

# fail TEXT…: one line that says why, and the end.
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# need_packages NAME…: installs the Debian packages that are missing; none missing costs nothing.
need_packages() {
  local missing=() name
  command -v dpkg-query >/dev/null || fail "this needs Debian's package tools; install by hand: $*"
  for name in "$@"; do
    dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' || missing+=("$name")
  done
  [ ${#missing[@]} -gt 0 ] || { say "Debian packages: all there"; return 0; }
  local sudo=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || fail "these packages are missing, and there is neither root nor sudo: ${missing[*]}"
    sudo=(sudo)
  fi
  say "Debian packages: installing ${missing[*]}"
  "${sudo[@]}" apt-get update -qq || fail "apt-get update failed; is the package mirror reachable?"
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null ||
    fail "apt-get could not install: ${missing[*]}"
}

# The libraries that Picket links, what brings the base encoder, and what the examples use.
build_packages=(build-essential git libopenblas-dev libsqlite3-dev libcurl4-openssl-dev libsystemd-dev pkg-config curl unzip)

# What the system test on a real systemd uses besides: the container, and what deploy/install and deploy/package use in it.
test_packages=(systemd systemd-container dbus python3 python3-venv golang-go binutils chrpath dpkg-dev groff-base man-db)

# need_swift: Swift 6.2 or newer.
need_swift() {
  command -v swift >/dev/null || fail "Swift is not installed. Picket needs Swift 6.2 or newer: https://www.swift.org/install/linux/"
  local version
  version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p' | head -n 1)
  [ -n "$version" ] || fail "'swift --version' does not name a version; is the toolchain complete?"
  if [ "$(printf '%s\n6.2\n' "$version" | sort -V | head -n 1)" != 6.2 ]; then
    fail "Swift $version is too old. Picket needs Swift 6.2 or newer: https://www.swift.org/install/linux/"
  fi
  say "Swift $version"
}

# need_base: sets BASE to a folder with the base encoder: the one the user names, or a verified copy in .picket/base.
need_base() {
  if [ -n "${BASE:-}" ]; then
    for file in config.json model.safetensors tokenizer.json; do
      [ -f "$BASE/$file" ] || fail "BASE=$BASE holds no $file"
    done
    BASE=$(cd "$BASE" && pwd)
    say "base encoder: $BASE, as you asked"
  else
    deploy/base
    BASE=$PWD/.picket/base
  fi
}
