# changed_files: what differs from the machine that the test runs on, but for what a running system writes for itself.
changed_files() {
  (cd /picket/changed && find . -mindepth 1 \( -path ./picket -o -path ./tmp -o -path ./var/tmp -o -path ./var/log -o -path ./run -o -path ./var/cache/man -o -path ./var/lib/systemd/catalog/database \
    -o -path './root' -o -path './var/lib/systemd/timers/stamp-[!p]*' \) -prune -o -printf '%P %y %m %l\n') | LC_ALL=C sort
}

# left_behind: what was not there before the installation, and is there now. A folder of the machine's that something was in and is not any
# more is no trace.
left_behind() {
  local path kind rest
  changed_files | LC_ALL=C comm -13 /picket/results/changed.before - | while read -r path kind rest; do
    if [ "$kind" != d ] || [ ! -d "/picket/machine/$path" ]; then echo "$path $kind $rest"; fi
  done
}
