package main
import "testing"
func TestZZ(t *testing.T) { command("run", "/tmp/f6/b/stats.parquet", "--out", t.TempDir()+"/x", "--draws", "0", "--memory", "256MB") }
