# What every chapter uses. Sourced first; standard output is the list of checks, standard error is for people.
set -uo pipefail
programs=/picket/programs
query=/run/picket/picket.sock
admin=/run/picket/admin.sock
trainer=/run/picket/trainer.sock

# check NAME COMMAND…: ok when it succeeds; else the last lines of what it wrote are what was seen.
check() {
  local name=$1 seen code=0 check_began
  check_began=$(date +%s%N)
  shift
  seen=$("$@" 2>&1) || code=$?
  if [ "$code" = 0 ]; then echo "ok $name"; else echo "not ok $name: $(summary "$seen") (exit code $code)"; fi
  printf '%6d ms  %s: %s\n' $((($(date +%s%N) - check_began) / 1000000)) "$name" "$seen" >&2
}

summary() { tail -n 5 <<<"$1" | tr '\n\t' '  ' | cut -c 1-600; }

# refuses COMMAND…: succeeds when the command does not.
refuses() { if "$@"; then echo "it succeeded: $*"; return 1; fi; }

# same EXPECTED SEEN
same() { [ "$1" = "$2" ] || { echo "expected '$1', saw '$2'"; return 1; }; }

# within SECONDS COMMAND…: asks again and again until the command succeeds.
within() {
  local limit=$(($(date +%s%N) + $1 * 1000000000)) seen
  shift
  until seen=$("$@" 2>&1); do
    if [ "$(date +%s%N)" -gt "$limit" ]; then
      echo "not in time: $*; last seen: $seen"
      return 1
    fi
    sleep 0.02
  done
}

# ask SOCKET PATH [BODY]: the body of the answer; fails on every status but 200.
ask() {
  curl --silent --show-error --fail --max-time 20 --unix-socket "$1" ${3:+--header 'Content-Type: application/json' --data "$3"} \
    "http://localhost$2"
}
advice='{"input": "can i take ibuprofen with my blood pressure pills?"}'

classifies() { ask "$query" /v1/classify "$advice" | grep -o '"label": *"medical-advice"'; }

state() { systemctl show --property ActiveState --value "$1"; }
is_state() { same "$2" "$(state "$1")"; }
property() { systemctl show --property "$2" --value "$1"; }
pid_of() { property "$1" MainPID; }
settled() { systemctl is-system-running --wait >/dev/null 2>&1 || true; }
# forget UNIT…: failures and the count of starts.
forget() { systemctl reset-failed "$@" 2>/dev/null || true; }

round_is() { same "$1" "$(picketctl round show --json | sed -n 's/.*"state": *"\([a-z-]*\)".*/\1/p' | head -1)"; }
# give_labels: answers what the round asks from the labels of the seed pool.
give_labels() {
  rm -f /run/sheet.csv
  picketctl labels export --format csv --out /run/sheet.csv || return
  {
    echo id,label
    awk -F '[\t,]' 'NR == FNR { label[$1] = $2; next } FNR > 1 && $1 in label { print $1 "," label[$1] }' \
      /picket/checkout/models/seed/pool-labels.tsv /run/sheet.csv
  } >/run/labels.csv
  picketctl labels import --annotator tester /run/labels.csv
}
