# The second act of deploy/quickstart: one round of active learning on the seed pool, from the choice of messages to a swap under load.
#
# Labels come from models/seed/pool-labels.tsv, which a language model gave; variations from the built-in rules, offline. With
# people and a language model the commands are the same: 'picketctl label' instead of the import, and 'generator = "openai"'.

export PICKET_SOCKET=$socket PICKET_ADMIN_SOCKET=$run/admin.sock PICKET_TRAINER_SOCKET=$run/trainer.sock PICKET_MODELS=$models
ctl=$bin/picketctl
work=$(mktemp -d)
load=
trap '[ -z "$load" ] || kill "$load" 2>/dev/null || true; rm -rf "$work"' EXIT

# state: where the round is.
state() { "$ctl" round show --json | sed -n 's/.*"state": *"\([a-z-]*\)".*/\1/p' | head -1; }

gate=.picket/seed.gate.json
if [ ! -e "$gate" ]; then
  say "freezing models/seed/dev.tsv as the gate set"
  "$bin/picket-trainer" gate freeze --data models/seed/dev.tsv --out "$gate" --by "deploy/quickstart"
fi

if [ -n "$(running_pid picket-trainer || true)" ] && [ "$bin/picket-trainer" -nt "$run/picket-trainer.pid" ]; then stop_program picket-trainer; fi
if [ -n "$(running_pid picket-trainer || true)" ]; then
  say "picket-trainer runs already"
else
  say "starting picket-trainer"
  nohup "$bin/picket-trainer" serve --state .picket/trainer --socket "$PICKET_TRAINER_SOCKET" --admin-socket "$PICKET_ADMIN_SOCKET" \
    --models "$models" --base "$BASE" --gate "$gate" --generator builtin >"$run/picket-trainer.log" 2>&1 </dev/null &
  echo "$!" >"$run/picket-trainer.pid"
  for _ in $(seq 100); do
    kill -0 "$!" 2>/dev/null || { cat "$run/picket-trainer.log" >&2; fail "picket-trainer did not start; its log is above"; }
    if curl --silent --fail --unix-socket "$PICKET_TRAINER_SOCKET" http://localhost/health >/dev/null; then break; fi
    sleep 0.1
  done
fi

say "putting models/seed/pool.tsv into the pool"
"$ctl" pool import --source seed --by quickstart models/seed/pool.tsv

say "beginning a round: 20 messages, two of them drawn at random for comparison"
"$ctl" round start --by quickstart --queries 20 --control-queries 2 >/dev/null
"$ctl" round watch

say "labelling what the round asks, from models/seed/pool-labels.tsv"
"$ctl" labels export --format csv --out "$work/sheet.csv"
# The sheet's texts stay out of it: an id and a label are enough to answer.
{
  echo "id,label"
  awk -F '[\t,]' 'NR == FNR { label[$1] = $2; next } FNR > 1 && $1 in label { print $1 "," label[$1] }' \
    models/seed/pool-labels.tsv "$work/sheet.csv"
} >"$work/labels.csv"
"$ctl" labels import --annotator quickstart "$work/labels.csv"

say "asking the daemon from now on, until the new model answers"
(
  while :; do
    "$ctl" classify --json <deploy/samples/messages.txt >>"$work/answers.jsonl" 2>>"$work/faults.txt" || echo "a request failed" >>"$work/faults.txt"
    sleep 0.1
  done
) &
load=$!

say "writing variations by rule, and judging them"
# Exit code 1 says that the round is rejected or has failed; what became of it is told at the end.
"$ctl" round advance --by quickstart --with-labels-so-far --wait || [ $? = 1 ]
if [ "$(state)" = awaiting-review ]; then
  say "variations that the learner labels otherwise wait for a person ('picketctl review'); this round goes on without them"
  "$ctl" round advance --by quickstart --with-reviews-so-far --wait || [ $? = 1 ]
fi

if [ "$(state)" = awaiting-approval ]; then
  "$ctl" round show
  say "the gate asks for a named person: approving, as you would after reading the reasons above"
  "$ctl" round approve --by quickstart --reason "second act of deploy/quickstart" --wait || [ $? = 1 ]
fi
sleep 1
kill "$load"
wait "$load" 2>/dev/null || true
load=

end=$(state)
say "the round is $end; answers by model meanwhile"
grep -o '"model":"[^"]*"' "$work/answers.jsonl" | sort | uniq -c
if [ -s "$work/faults.txt" ]; then fail "requests failed: $(sort "$work/faults.txt" | uniq -c | head -3)"; fi
if [ "$end" = done ]; then
  say "not one request failed in the swap; $ctl rollback --models $models --admin-socket $PICKET_ADMIN_SOCKET is the way back"
elif [ "$end" = failed ]; then
  "$ctl" round show
  fail "the round failed; the reason is above, the log is $run/picket-trainer.log"
else
  "$ctl" round show
  say "the champion stays what it was, and the labels are kept for the next round"
fi
