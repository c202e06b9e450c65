# Adds up what ctest ran: awk -v preset=NAME -v status=STATUS -f cases.awk CTEST'S_OUTPUT LastTest.log
# A program of cases counts as its cases, which it prints as "ok 1 - name"; any other test counts as one. A line a test, and
# a last one with the two sums.
FNR == NR && $2 == "Test" && $3 ~ /^#/ { # 4/22 Test  #8: test_files ....   Passed    0.94 sec
    name[++count] = $4
    skipped[$4] = /\*\*\*Skipped/
    wrong[$4] = /\*\*\*/ && !skipped[$4]
    time[$4] = $(NF - 1)
}
FNR == NR { next }
/^[0-9]+\/[0-9]+ Test: / { at = $3 }
/^ok [0-9]+ / { good[at]++ }
/^not ok [0-9]+ / { bad[at]++ }
/^not run: / { print }
END {
    for (i = 1; i <= count; i++) {
        at = name[i]
        if (wrong[at] && !bad[at])
            bad[at] = 1
        else if (!skipped[at] && good[at] + bad[at] == 0)
            good[at] = 1
        passed += good[at]
        failed += bad[at]
        printf "%s %s: %d passed, %d failed, %.1f s\n", preset, at, good[at], bad[at], time[at]
    }
    if (count == 0 || (status != 0 && failed == 0)) {
        print "not ok - ctest ended with status " status
        failed++
    }
    print passed + 0, failed + 0
}
