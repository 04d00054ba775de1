# The steps of deploy/install. Sourced by it, with `root`, `stage`, `programs`, `dry_run`, `before` and `record` set.
#
# The record says what an installation made, one thing a line:
#
#   file SHA256 PATH    folder PATH    user NAME    group NAME    enabled UNIT
#
# Where uninstall leaves data, the users and groups that own it stay recorded beside it.

# MiB: two models while one takes the place of the other took 1.3 times the weights in int8 and 3.5 times in float32.
times_of_weights=4
megabytes_of_requests=384

record_path=usr/lib/picket/installed
record_of_data=var/lib/picket/.installed

usage() { sed -n '2,/^set -/{/^#/s/^# \{0,1\}//p}' "$0"; }

# act COMMAND…: does it, or with --dry-run says it.
act() {
  if [ -n "$dry_run" ]; then printf '%s\n' "would: $*"; else "$@"; fi
}

# recorded: what an earlier installation made.
recorded() {
  local file
  for file in "$root/$record_path" "$root/$record_of_data"; do if [ -f "$file" ]; then cat "$file"; fi; done
}

# was_recorded LINE
was_recorded() { grep -qxF "$1" <<<"$before"; }

# refuse_package: two owners of the same files would undo each other's work.
refuse_package() {
  [ ! -f "$root/$record_path" ] || return 0
  [ ! -f "$root/var/lib/dpkg/info/picket.list" ] ||
    fail "the Debian package picket is installed; 'apt-get remove picket' first, or upgrade it instead"
}

digest() { sha256sum <"$1" | cut -d ' ' -f 1; }

# digest_of PATH: what the record says the file was when it was installed.
digest_of() { awk -v path="$1" '$1 == "file" && $3 == path { print $2 }' <<<"$before"; }

# install_files: from the stage, each by a rename, so that no reader and no running program sees half a file.
install_files() {
  local path new old target
  make_folders
  while IFS= read -r path; do
    target=$path
    if [ -L "$stage/$path" ]; then
      echo "file - $path" >>"$record"
      [ "$(readlink "$root/$path")" = "$(readlink "$stage/$path")" ] || act ln -sfn "$(readlink "$stage/$path")" "$root/$path"
      continue
    fi
    new=$(digest "$stage/$path")
    echo "file $new $path" >>"$record"
    if [ -e "$root/$path" ]; then
      old=$(digest "$root/$path")
      [ "$old" != "$new" ] || continue
      if is_setting "$path" && [ "$old" != "$(digest_of "$path")" ]; then
        # Changed by hand. The default goes beside it, once for each default.
        [ "$new" != "$(digest_of "$path")" ] || continue
        say "$root/$path is changed and stays; the new default is $path.new"
        target=$path.new
      fi
    fi
    act cp --preserve=mode "$stage/$path" "$root/$target.installing"
    act mv -f "$root/$target.installing" "$root/$target"
  done < <(cd "$stage" && find . \( -type f -o -type l \) -printf '%P\n' | LC_ALL=C sort)
  remove_obsolete
}

is_setting() {
  local setting
  for setting in "${settings[@]}"; do if [ "$setting" = "$1" ]; then return 0; fi; done
  return 1
}

# make_folders: those that are missing; the ones made here, now or by an earlier installation, are in the record.
make_folders() {
  local path
  while IFS= read -r path; do
    if [ ! -d "$root/$path" ]; then
      act install -d -m 755 "$root/$path"
      echo "folder $path" >>"$record"
    elif was_recorded "folder $path"; then
      echo "folder $path" >>"$record"
    fi
  done < <(cd "$stage" && find . -mindepth 1 -type d -printf '%P\n' | LC_ALL=C sort)
}

# remove_obsolete: what an earlier version installed and this one does not have.
remove_obsolete() {
  local kind sum path
  while read -r kind sum path; do
    [ "$kind" = file ] || continue
    if [ ! -e "$stage/$path" ] && [ ! -L "$stage/$path" ] && ! is_setting "$path"; then act rm -f "$root/$path"; fi
  done <<<"$before"
}

# names_in DATABASE: accounts of passwd or group.
names_in() { cut -d : -f 1 "$root/etc/$1" 2>/dev/null || true; }

make_users() {
  local kind database name known
  declare -A known=([user]=$(names_in passwd) [group]=$(names_in group))
  act systemd-sysusers ${root:+"--root=$root"} "$root/usr/lib/sysusers.d/picket.conf"
  [ -z "$dry_run" ] || return 0
  for kind in user group; do
    database=passwd
    [ "$kind" = user ] || database=group
    for name in picket picket-admin picket-trainer; do
      grep -qx "$name" <<<"$(names_in "$database")" || continue
      if ! grep -qx "$name" <<<"${known[$kind]}" || was_recorded "$kind $name"; then echo "$kind $name" >>"$record"; fi
    done
  done
}

# owner_of_models: numbers, for a system whose names are not this one's.
owner_of_models() {
  local user group
  user=$(awk -F : '$1 == "picket-trainer" { print $3 }' "$root/etc/passwd")
  group=$(awk -F : '$1 == "picket-admin" { print $3 }' "$root/etc/group")
  echo "$user:$group"
}

# give OWNER PATH…: only root can, and only root has to.
give() {
  [ "$(id -u)" -eq 0 ] || return 0
  act chown --recursive --no-dereference "$@"
}

# install_bundle: as the champion, if there is none.
install_bundle() {
  local models=$root/var/lib/picket/models id
  if [ -e "$models/champion" ]; then
    say "the models folder has a champion, $(readlink "$models/champion"); to change it: picketctl bundles promote"
    return
  fi
  id=$(basename "$bundle")
  say "first model: $id"
  if [ ! -e "$models/$id" ]; then
    act cp --recursive "$bundle" "$models/.installing"
    act chmod --recursive u=rwX,go=rX "$models/.installing"
    act mv "$models/.installing" "$models/$id"
  fi
  act "$programs/picketctl" bundles promote --offline --models "$models" --by "deploy/install" --reason "the first model" "$id" >/dev/null
  if [ -z "$dry_run" ]; then give "$(owner_of_models)" "$models/$id" "$models/champion" "$models/promotions.jsonl"; fi
  size_memory "$models/$id/model.safetensors"
}

# size_memory WEIGHTS: a drop-in where two models of this size do not fit under MemoryMax= of the unit.
size_memory() {
  local bytes needed limit folder=etc/systemd/system/picketd.service.d
  [ -z "$dry_run" ] || return 0
  bytes=$(stat --format=%s "$1")
  needed=$(((times_of_weights * bytes >> 20) + megabytes_of_requests))
  limit=$(sed -n 's/^MemoryMax=\([0-9]*\)M$/\1/p' deploy/systemd/picketd.service)
  if [ "$needed" -le "$limit" ] || [ -e "$root/$folder/50-memory.conf" ]; then return 0; fi
  say "the model needs more memory than the unit allows: MemoryMax=${needed}M in /$folder/50-memory.conf"
  mkdir -p "$root/$folder"
  printf '[Service]\nMemoryMax=%sM\n' "$needed" >"$root/$folder/50-memory.conf"
  echo "file $(digest "$root/$folder/50-memory.conf") $folder/50-memory.conf" >>"$record"
  echo "folder $folder" >>"$record"
}

install_base() {
  local target=$root/var/lib/picket/base
  if [ -e "$target/model.safetensors" ]; then
    say "there is a base encoder in $target; it stays"
    return
  fi
  say "base encoder: $base"
  act cp --recursive --dereference "$base/." "$target/"
  act chmod --recursive u=rwX,go=rX "$target"
  if [ -z "$dry_run" ]; then give 0:0 "$target"; fi
}

# is_running: whether this is the system that runs, and systemd runs it.
is_running() { [ -z "$root" ] && [ -d /run/systemd/system ]; }

# enable_units: on the first installation; what an administrator has disabled since stays disabled.
enable_units() {
  local unit
  if is_running; then act systemctl daemon-reload; fi
  if [ -f "$root/usr/lib/systemd/catalog/picket.catalog" ]; then act journalctl ${root:+"--root=$root"} --update-catalog; fi
  for unit in "${enabled_units[@]}"; do
    echo "enabled $unit" >>"$record"
    if ! was_recorded "enabled $unit"; then act systemctl --quiet ${root:+"--root=$root"} enable "$unit"; fi
  done
  if is_running; then
    for unit in "${enabled_units[@]}"; do
      if systemctl --quiet is-enabled "$unit"; then act systemctl start "$unit"; fi
    done
  fi
}

write_record() {
  [ -z "$files_only" ] || return 0
  if [ -n "$dry_run" ]; then return 0; fi
  LC_ALL=C sort -u "$record" >"$root/$record_path.installing"
  chmod 644 "$root/$record_path.installing"
  mv "$root/$record_path.installing" "$root/$record_path"
  rm -f "$root/$record_of_data"
}

tell_what_next() {
  local service
  if is_running; then
    for service in picketd.service picket-trainer.service; do
      if systemctl --quiet is-active "$service"; then
        say "$service runs the programs it was started with: systemctl try-restart $service"
      fi
    done
  fi
  [ -e /var/lib/picket/models/champion ] ||
    say "there is no model yet: deploy/install --bundle DIR, or picket-trainer train --models /var/lib/picket/models --promote"
  say "who may ask: usermod --append --groups picket NAME; who may administer: picket-admin"
}
