# What is installed, and where. Sourced by install and by nothing else; package goes through install. The caller has sourced steps.sh,
# stands in the root of the checkout, and has set `programs`, the folder of the built programs.

installed_programs=(picketd picketctl picket-trainer)
packages_of_install=(binutils chrpath python3-minimal)
units=(picketd.socket picketd-admin.socket picketd-loopback.socket picketd.service
  picket-trainer.socket picket-trainer.service picket-round.service picket-round.timer)

# The units that an installation enables; a first connection starts the rest.
enabled_units=(picketd.socket picketd-admin.socket picket-trainer.socket)

# Settings that the administrator may change: kept when they differ from what was installed.
settings=(etc/picket/picket.toml etc/picket/trainer.toml)

# program_version: of the built programs, without their name.
program_version() { "$programs/picketd" --version | cut -d ' ' -f 2; }

# runtime_libraries: the files of Swift's runtime that the programs load, wherever the toolchain has them.
runtime_libraries() {
  local program
  for program in "${installed_programs[@]}"; do
    ldd "$programs/$program" || fail "ldd cannot read $programs/$program: is it built for this machine?"
  done | awk '$2 == "=>" && $3 == "not" { print "missing " $1 }
    $2 == "=>" && $3 ~ /^\// && $3 !~ /^\/(usr\/)?lib(64)?\// { print $3 }' | sort -u
}

# place MODE SOURCE TARGET: one file.
place() { install -D -m "$1" "$2" "$stage/$3"; }

# place_programs: stripped, with Swift's runtime beside them and nothing of this machine's toolchain in their search path.
place_programs() {
  local program library libraries
  libraries=$(runtime_libraries)
  case "$libraries" in *missing*) fail "libraries are not found: ${libraries//$'\n'/ }; does 'ldd $programs/picketd' find them?" ;; esac
  mkdir -p "$stage/usr/lib/picket" "$stage/usr/bin"
  for program in "${installed_programs[@]}"; do
    place 755 "$programs/$program" "usr/lib/picket/$program"
    chrpath --replace '$ORIGIN' "$stage/usr/lib/picket/$program" >/dev/null ||
      fail "chrpath could not set where $program looks for libraries"
    strip --strip-unneeded "$stage/usr/lib/picket/$program"
    ln -s "../lib/picket/$program" "$stage/usr/bin/$program"
  done
  for library in $libraries; do
    place 644 "$library" "usr/lib/picket/${library##*/}"
    strip --strip-unneeded "$stage/usr/lib/picket/${library##*/}"
  done
}

# place_words_of_programs DATE: completions and man pages, from what the programs say of themselves.
place_words_of_programs() {
  local program version
  version=$(program_version)
  mkdir -p "$stage"/usr/share/{bash-completion/completions,zsh/vendor-completions,fish/vendor_completions.d,man/man1}
  for program in "${installed_programs[@]}"; do
    "$programs/$program" --generate-completion-script bash >"$stage/usr/share/bash-completion/completions/$program"
    "$programs/$program" --generate-completion-script zsh >"$stage/usr/share/zsh/vendor-completions/_$program"
    "$programs/$program" --generate-completion-script fish >"$stage/usr/share/fish/vendor_completions.d/$program.fish"
    "$programs/$program" --experimental-dump-help | deploy/manpage --date "$1" --version "$version" |
      gzip -9n >"$stage/usr/share/man/man1/$program.1.gz"
  done
}

# place_everything DATE: the whole tree under `stage`, the same bytes for the same programs and date.
place_everything() {
  local unit file
  place_programs
  place_words_of_programs "$1"
  for unit in "${units[@]}"; do place 644 "deploy/systemd/$unit" "usr/lib/systemd/system/$unit"; done
  place 644 deploy/sysusers.d/picket.conf usr/lib/sysusers.d/picket.conf
  place 644 deploy/tmpfiles.d/picket.conf usr/lib/tmpfiles.d/picket.conf
  if [ -f deploy/picket.catalog ]; then place 644 deploy/picket.catalog usr/lib/systemd/catalog/picket.catalog; fi
  for file in picket.toml trainer.toml; do place 644 "deploy/$file" "etc/picket/$file"; done
  for file in train.tsv dev.tsv pool.tsv; do place 644 "models/seed/$file" "usr/share/picket/seed/$file"; done
  place 644 README.md usr/share/doc/picket/README.md
  place 644 models/README.md usr/share/doc/picket/models.md
  find "$stage" -type d -exec chmod 755 {} +
}
