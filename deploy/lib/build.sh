# shellcheck shell=bash
# Builds the tree by a preset of CMakePresets.json. Needs settings.sh, print.sh.

# build_tree PRESET [TARGET...]: into build/PRESET. Two builds into one folder wait for each other.
build_tree() {
    local preset=$1 started=$SECONDS lock targets=() jobs=${PADU_BUILD_JOBS:-$(nproc)}
    shift
    (($# == 0)) || targets=(--target "$@")
    mkdir -p "$PADU_ROOT/build"
    exec {lock}> "$PADU_ROOT/build/$preset.lock"
    flock --nonblock "$lock" || { note "another build into build/$preset is running; waiting"; flock "$lock"; }
    step "Building (preset $preset, $jobs at a time)"
    (
        cd "$PADU_ROOT"
        cmake --preset "$preset" > "build/$preset.configure.log" 2>&1 || {
            grep -A 12 'CMake Error' "build/$preset.configure.log" >&2 || cat "build/$preset.configure.log" >&2
            fail "CMake could not configure." "The whole output is in build/$preset.configure.log."
        }
        NINJA_STATUS='[%f/%t %es] ' cmake --build --preset "$preset" -j "$jobs" "${targets[@]}" < /dev/null
    ) || exit 1
    note "built in $(elapsed_since "$started")"
    exec {lock}>&-
}
