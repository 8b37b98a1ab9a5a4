# shellcheck shell=bash
# How the scripts speak: steps to a terminal and to a log alike, errors to stderr, tables with aligned columns.

if [[ -t 1 && -z ${NO_COLOR:-} ]]; then
    print_bold=$'\e[1m' print_red=$'\e[31m' print_plain=$'\e[0m'
else
    print_bold='' print_red='' print_plain=''
fi

# step TEXT: what begins now.
step() { printf '%s==> %s%s\n' "$print_bold" "$*" "$print_plain"; }

# note TEXT: a detail of the step.
note() { printf '    %s\n' "$*"; }

# warn TEXT / fail TEXT...: fail prints one line for each argument (what is wrong, then what to do) and ends the script.
warn() { printf '%swarning:%s %s\n' "$print_red" "$print_plain" "$*" >&2; }
fail() {
    printf '%serror:%s %s\n' "$print_red" "$print_plain" "$1" >&2
    shift
    local line
    for line in "$@"; do printf '       %s\n' "$line" >&2; done
    exit 1
}

# elapsed_since SECONDS: "4 s", "2 min 05 s", counted from a former value of $SECONDS.
elapsed_since() {
    local seconds=$((SECONDS - $1))
    if ((seconds < 60)); then
        printf '%d s' "$seconds"
    else
        printf '%d min %02d s' $((seconds / 60)) $((seconds % 60))
    fi
}

# print_table: rows from stdin, columns parted by tabs, to aligned columns.
print_table() {
    awk -F '\t' '
        { columns = NF > columns ? NF : columns
          for (i = 1; i <= NF; i++) { cell[NR, i] = $i; if (length($i) > width[i]) width[i] = length($i) } }
        END {
            for (row = 1; row <= NR; row++) {
                line = "  "
                for (i = 1; i <= columns; i++) line = line sprintf("%-" width[i] "s  ", cell[row, i])
                sub(/ +$/, "", line)
                print line
            }
        }'
}

# print_head_comment FILE: the comment below the first line of a script is its help.
print_head_comment() { awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$1"; }
