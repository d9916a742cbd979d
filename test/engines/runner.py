"""Runs SQL on an engine, in one session.

usage: runner.py duckdb|spark:MASTER < plan

A line of the plan is a JSON list: ["load", TABLE, FILE.csv], every column as text;
["run", FILE.sql, FOLDER]; or ["export", FILE.sql, FOLDER, FILE.csv], which writes the
result of the last statement as CSV, or as Parquet by the ending. FOLDER is where the
statements find their files. Each line that is done is answered by "done".
"""

import csv
import json
import os
import sys


def statements(path):
    with open(path, encoding="utf-8", newline="") as f:
        return [s for s in f.read().split(";\n") if s.strip()]


def write(path, columns, rows):
    with open(path, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow(columns)
        out.writerows(rows)


class DuckDB:
    def __init__(self, _):
        import duckdb

        self.con = duckdb.connect()
        self.con.execute("SET threads = 2")

    def load(self, table, path):
        with open(path, encoding="utf-8", newline="") as f:
            header = next(csv.reader(f))
        columns = ", ".join('"%s" VARCHAR' % c.replace('"', '""') for c in header)
        self.con.execute('CREATE OR REPLACE TABLE "%s" (%s)' % (table, columns))
        self.con.execute('COPY "%s" FROM \'%s\' (FORMAT csv, HEADER true, QUOTE \'"\', ESCAPE \'"\', DELIMITER \',\', AUTO_DETECT false)' % (table, path))

    def run(self, sql):
        self.last = self.con.execute(sql)

    def export(self, sql, path):
        if path.endswith(".parquet"):
            self.con.execute("COPY (%s) TO '%s' (FORMAT parquet)" % (sql, path))
            return
        self.run(sql)
        write(path, [c[0] for c in self.last.description], self.last.fetchall())


class Spark:
    def __init__(self, master):
        from pyspark.sql import SparkSession

        import pyspark

        os.environ.setdefault("SPARK_HOME", os.path.dirname(pyspark.__file__))
        os.environ["PYSPARK_PYTHON"] = sys.executable
        os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
        self.spark = (
            SparkSession.builder.master(master)
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.memory", "1g")
            .config("spark.executor.memory", "1g")
            .config("spark.sql.shuffle.partitions", "4")
            # the rows are few, and compiling the queries would be most of the work
            .config("spark.sql.codegen.wholeStage", "false")
            .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
            .config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1")
            .config("spark.sql.warehouse.dir", os.path.join(os.getcwd(), "warehouse"))
            .getOrCreate()
        )
        self.spark.sparkContext.setLogLevel("ERROR")

    def load(self, table, path):
        frame = self.spark.read.csv(path, header=True, multiLine=True, quote='"', escape='"', inferSchema=False)
        frame.cache().createOrReplaceTempView(table)

    def run(self, sql):
        self.last = self.spark.sql(sql)

    def export(self, sql, path):
        self.run(sql)
        write(path, self.last.columns, self.last.toLocalIterator())


def main():
    name, _, rest = sys.argv[1].partition(":")
    engine = {"duckdb": DuckDB, "spark": Spark}[name](rest)
    for line in sys.stdin:
        step(engine, *json.loads(line))
        print("done", flush=True)


def step(engine, what, *args):
    if what == "load":
        engine.load(*args)
        return
    here = os.getcwd()
    os.chdir(args[1])
    todo = statements(args[0])
    for sql in todo[: len(todo) - (what == "export")]:
        engine.run(sql)
    if what == "export":
        engine.export(todo[-1].rstrip().rstrip(";"), args[2])
    os.chdir(here)


main()
