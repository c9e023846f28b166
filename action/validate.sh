#!/usr/bin/env bash
# Validates TARGET on DATA into assay-report/, and writes comment.md there: what changed since main,
# and the summary. The status is kept for the last step, so that the comment is written before.
set -uo pipefail
words=(validate "$TARGET" "$DATA" --report assay-report)
[ -z "${GATE:-}" ] || words+=(--gate "$GATE")
# Options are several words, as on a command line.
read -r -a more <<< "${OPTIONS:-}"
[ ! -f assay-main/report.json ] || words+=(--baseline assay-main/report.json)
assay "${words[@]}" "${more[@]}"
status=$?
echo "status=$status" >> "$GITHUB_OUTPUT"
if [ ! -f assay-report/report.json ]; then
  echo "assay could not run; its error stands above"
  exit "$status"
fi
verdict=$(python3 -c 'import json; print(json.load(open("assay-report/report.json"))["verdict"])')
echo "verdict=$verdict" >> "$GITHUB_OUTPUT"
{
  if [ -f assay-main/report.json ]; then
    echo '**Against main**'
    echo
    echo '```'
    assay compare assay-main assay-report
    echo '```'
    echo
  fi
  cat assay-report/summary.md
} > assay-report/comment.md
exit 0
