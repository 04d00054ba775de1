# changed_files: what differs from the machine that the test runs on, but for what a running system writes for itself.
changed_files() {
  (cd /picket/changed && find . -mindepth 1 \( -path ./picket -o -path ./tmp -o -path ./var/tmp -o -path ./var/log -o -path ./run -o -path ./var/cache/man \
    -o -path './root' -o -path './var/lib/systemd/timers/stamp-[!p]*' \) -prune -o -printf '%P %y %m %l\n') | LC_ALL=C sort
}
