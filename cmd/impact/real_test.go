package main

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const realData = "../../../shared/data/ct-drug-charges-2008-2009/"

// realTables runs the drug-possession scenario on a file of real charges.
func realTables(t *testing.T, file string) map[string]string {
	t.Helper()
	if _, err := os.Stat(realData + file); err != nil {
		t.Skipf("the real data are not here: %v", err)
	}
	return tablesOf(t, filepath.FromSlash(realData+file), "--scenario", "drug-possession-2015", "--map", "ct-drug-charges-2008-2009", "--threshold", "0")
}

// ledgerSum adds up the rows of one kind in the first reading of a ledger.
func ledgerSum(t *testing.T, text, kind string) (sum int64) {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records[1:] {
		if r[1] == records[1][1] && r[2] == kind {
			n, err := strconv.ParseInt(r[5], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			sum += n
		}
	}
	return sum
}

// The real file was counted independently: see the README beside the data.
func TestRealFileRepaired(t *testing.T) {
	tables := realTables(t, "charges-repaired.csv")
	balance(t, tables["ledger.csv"])
	if read, kept := ledgerSum(t, tables["ledger.csv"], "read"), ledgerSum(t, tables["ledger.csv"], "kept"); read != 19476 || kept != 19476 {
		t.Errorf("read %d, kept %d; want 19476 of each", read, kept)
	}
	if central := centralSum(t, tables["class_shift.csv"], "convicted"); central != 4118 {
		t.Errorf("%v convicted, want 4118", central)
	}
	if central := centralSum(t, tables["class_shift.csv"], "charged"); central != 19476 {
		t.Errorf("%v charged, want 19476", central)
	}
	if n := substitutions(t, tables["substituted.csv"]); n != 1675 {
		t.Errorf("%d charges with another final statute, want 1675", n)
	}
}

func centralSum(t *testing.T, text, stage string) (sum float64) {
	t.Helper()
	for key, v := range readTable(t, text) {
		if strings.Contains(key, "|all|charge|"+stage+"|") {
			sum += v[1]
		}
	}
	return float64(int64(sum + 0.5))
}

// substitutions adds up the charges of the substituted table, all years.
func substitutions(t *testing.T, text string) (sum int64) {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records[1:] {
		if r[2] == "all" {
			n, err := strconv.ParseInt(r[5], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			sum += n
		}
	}
	return sum
}

// The file as published, and its twin with CR line ends.
func TestRealFileAsPublished(t *testing.T) {
	tables := realTables(t, "charges.csv")
	balance(t, tables["ledger.csv"])
	if kept, refused := ledgerSum(t, tables["ledger.csv"], "kept"), ledgerSum(t, tables["ledger.csv"], "refused"); kept != 18270 || refused != 1206 {
		t.Errorf("kept %d, refused %d; want 18270 and 1206", kept, refused)
	}
	if central := centralSum(t, tables["class_shift.csv"], "convicted"); central != 4087 {
		t.Errorf("%v convicted, want 4087", central)
	}
	sameTables(t, tables, realTables(t, "charges-cr-line-ends.csv"))
}
