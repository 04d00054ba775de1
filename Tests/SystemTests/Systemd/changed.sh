# What the files of the container tell: read by the chapters that install and take away.

# changed_files: what differs from the machine that the test runs on, but for what a running system writes for itself.
changed_files() {
  local own=(./picket ./tmp ./var/tmp ./var/log ./run ./root ./var/cache/man ./var/lib/systemd/catalog/database
    './var/lib/systemd/timers/stamp-[!p]*')
  local pruned=(-false) path
  for path in "${own[@]}"; do pruned+=(-o -path "$path"); done
  (cd /picket/changed && find . -mindepth 1 \( "${pruned[@]}" \) -prune -o -printf '%P %y %m %l\n') | LC_ALL=C sort
}

# left_behind: what was not there before the installation, and is there now. A folder of the machine's that something was in and is not any
# more is no trace.
left_behind() {
  local path kind rest
  changed_files | LC_ALL=C comm -13 /picket/results/changed.before - | while read -r path kind rest; do
    if [ "$kind" != d ] || [ ! -d "/picket/machine/$path" ]; then echo "$path $kind $rest"; fi
  done
}
