package engines

import (
	"encoding/csv"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// postgres starts a server of its own in a temporary folder, as a user who is not
// root, and listens on nothing but a socket there. Its sessions are psql's.
func postgres(t *testing.T) engine {
	t.Helper()
	bin := os.Getenv("PGBIN")
	if bin == "" {
		return engine{"postgres", func(t *testing.T, _ []step) { tool(t, "PGBIN") }}
	}
	dir, err := os.MkdirTemp("", "pg") // short: the path of a socket may not be long
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	as := &syscall.SysProcAttr{}
	if os.Getuid() == 0 {
		u, err := user.Lookup("postgres")
		if err != nil {
			t.Fatal(err)
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		if err := os.Chown(dir, uid, gid); err != nil {
			t.Fatal(err)
		}
		as.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
	server := func(name string, args ...string) {
		t.Helper()
		c := exec.Command(filepath.Join(bin, name), args...)
		c.SysProcAttr, c.Dir = as, dir
		log, err := os.Create(filepath.Join(t.TempDir(), name+".log"))
		if err != nil {
			t.Fatal(err)
		}
		defer log.Close()
		c.Stdout, c.Stderr = log, log // a file: a server that stays would keep a pipe open
		if err := c.Run(); err != nil {
			text, _ := os.ReadFile(log.Name())
			t.Fatalf("%s: %v\n%s", name, err, tail(string(text)))
		}
	}
	data := filepath.Join(dir, "data")
	server("initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale-provider=icu", "--icu-locale=en", "--locale=C.UTF-8", "-N")
	server("pg_ctl", "-D", data, "-w", "-o", "-c listen_addresses='' -c fsync=off -k "+dir, "-l", filepath.Join(dir, "log"), "start")
	t.Cleanup(func() { server("pg_ctl", "-D", data, "-m", "immediate", "stop") })
	psql := func(t *testing.T, cwd string, args ...string) []byte {
		t.Helper()
		c := exec.Command(filepath.Join(bin, "psql"), append([]string{"-X", "-q", "-v", "ON_ERROR_STOP=1", "--csv", "-h", dir, "-U", "tester", "-d", "postgres"}, args...)...)
		c.Dir = cwd
		var errs strings.Builder
		c.Stderr = &errs
		out, err := c.Output()
		if err != nil {
			t.Fatalf("psql %v: %v\n%s", args, err, errs.String())
		}
		return out
	}
	return engine{"postgres", func(t *testing.T, plan []step) {
		t.Helper()
		var files []string
		for _, s := range plan {
			switch s[0] {
			case "load":
				psql(t, "", "-c", "DROP TABLE IF EXISTS "+s[1], "-c", "CREATE TABLE "+s[1]+" ("+columnsOf(t, s[2])+")",
					"-c", `\copy `+s[1]+" FROM '"+s[2]+"' WITH (FORMAT csv, HEADER true)")
			case "run":
				files = append(files, "-f", s[1])
			case "export": // psql prints to where the file before says
				files = append(files, "-c", `\o '`+s[3]+"'", "-f", s[1], "-c", `\o`)
			}
		}
		if len(files) > 0 {
			psql(t, plan[len(plan)-1][2], files...)
		}
	}}
}

// columnsOf are the columns of a CSV file as columns of texts.
func columnsOf(t *testing.T, file string) string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	header, err := csv.NewReader(f).Read()
	if err != nil {
		t.Fatal(err)
	}
	for i, h := range header {
		header[i] = `"` + strings.ReplaceAll(h, `"`, `""`) + `" text`
	}
	return strings.Join(header, ", ")
}
