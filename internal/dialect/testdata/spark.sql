-- distinct
SELECT `column`, `value`, `hex`, `rows`
FROM (
  SELECT '(column)' AS `column`, CAST('id' AS STRING) AS `value`, hex(encode(CAST('id' AS STRING), 'UTF-8')) AS `hex`, 0 AS `rows`
  UNION ALL
  SELECT '(column)' AS `column`, CAST('Docket "No" \'x\' [y] `z`' AS STRING) AS `value`, hex(encode(CAST('Docket "No" \'x\' [y] `z`' AS STRING), 'UTF-8')) AS `hex`, 0 AS `rows`
  UNION ALL
  SELECT '(column)' AS `column`, CAST('person' AS STRING) AS `value`, hex(encode(CAST('person' AS STRING), 'UTF-8')) AS `hex`, 0 AS `rows`
  UNION ALL
  SELECT '(column)' AS `column`, CAST('statute' AS STRING) AS `value`, hex(encode(CAST('statute' AS STRING), 'UTF-8')) AS `hex`, 0 AS `rows`
  UNION ALL
  SELECT '(column)' AS `column`, CAST('n' AS STRING) AS `value`, hex(encode(CAST('n' AS STRING), 'UTF-8')) AS `hex`, 0 AS `rows`
  UNION ALL
  SELECT '(column)' AS `column`, CAST('unit' AS STRING) AS `value`, hex(encode(CAST('unit' AS STRING), 'UTF-8')) AS `hex`, 0 AS `rows`
  UNION ALL
  SELECT 'statute', v, hex(encode(v, 'UTF-8')), COUNT(*)
  FROM (SELECT COALESCE(trim(CAST(t.`statute` AS STRING)), '') AS v FROM `court`.`charges` AS t) AS x
  GROUP BY v
  UNION ALL
  SELECT 'jail_days', v, hex(encode(v, 'UTF-8')), COUNT(*)
  FROM (SELECT CONCAT(COALESCE(trim(CAST(t.`n` AS STRING)), ''), decode(unhex('1F'), 'UTF-8'), COALESCE(trim(CAST(t.`unit` AS STRING)), '')) AS v FROM `court`.`charges` AS t) AS x
  GROUP BY v
) AS listed;
-- load
CREATE OR REPLACE TEMPORARY VIEW impact_loaded (field STRING, hex STRING, bad BIGINT, a BIGINT, b BIGINT, c BIGINT, d BIGINT)
USING csv OPTIONS (path 'codes.csv', header 'true');
CREATE TABLE impact_codes USING parquet AS
SELECT field, decode(unhex(COALESCE(hex, '')), 'UTF-8') AS value, CAST(bad AS BIGINT) AS bad, CAST(a AS BIGINT) AS a, CAST(b AS BIGINT) AS b, CAST(c AS BIGINT) AS c, CAST(d AS BIGINT) AS d
FROM impact_loaded;
-- make
CREATE TABLE impact_coded USING parquet AS
SELECT charge_id, case_id, person_id, victim_id, refused,
  cite, kind_of, status, final_cite, final_kind, final_status, substituted,
  differs, disposition, class,
  CASE WHEN o_month > 0 THEN o_era WHEN f_month > 0 AND (d_month = 0 OR f_month * 32 + f_day <= d_month * 32 + d_day) THEN f_era WHEN d_month > 0 THEN d_era ELSE 1 END AS era,
  victim_age, defendant_age, priors, trafficked, means, findings,
  CASE WHEN o_month > 0 THEN 0 WHEN f_month > 0 OR d_month > 0 THEN 1 ELSE 3 END AS governed,
  CASE WHEN f_month > 0 THEN f_year WHEN o_month > 0 THEN o_year ELSE 0 END AS charged_year,
  CASE WHEN disposition <> 1 AND differs = 0 THEN 0 WHEN d_month > 0 THEN d_year WHEN f_month > 0 THEN f_year WHEN o_month > 0 THEN o_year ELSE 0 END AS disposed_year,
  CASE WHEN f_month > 0 THEN 0 WHEN o_month > 0 THEN 2 ELSE 3 END AS charged_by,
  CASE WHEN disposition <> 1 AND differs = 0 OR d_month > 0 THEN 0 WHEN f_month > 0 THEN 1 WHEN o_month > 0 THEN 2 ELSE 3 END AS disposed_by,
  race, sex, counts,
  CASE WHEN disposition = 1 THEN jail ELSE -1 END AS jail,
  CASE WHEN disposition = 1 THEN suspended ELSE -1 END AS suspended,
  CASE WHEN disposition = 1 THEN probation ELSE -1 END AS probation,
  CASE WHEN disposition = 1 THEN fine ELSE -1 END AS fine,
  CASE WHEN fine >= 0 THEN 1 ELSE 0 END AS fined,
  o_month, o_day, f_month, f_day, d_month, d_day
FROM (
  SELECT joined.*, CASE WHEN status <> 0 AND own_kind = 0 THEN inchoate ELSE own_kind END AS kind_of, CASE WHEN final_status <> 0 AND final_own_kind = 0 THEN inchoate ELSE final_own_kind END AS final_kind,
    CASE WHEN final_status <> 0 THEN 1 ELSE 0 END AS substituted,
    CASE WHEN final_status <> 0 AND (final_cite <> cite OR final_status <> status OR final_base <> base OR CASE WHEN status <> 0 AND own_kind = 0 THEN inchoate ELSE own_kind END <> CASE WHEN final_status <> 0 AND final_own_kind = 0 THEN inchoate ELSE final_own_kind END) THEN 1 ELSE 0 END AS differs
  FROM (
    SELECT CASE WHEN k.k01 = '' OR LOWER(k.k01) IN ('na', '\\n') AND TRANSLATE(k.k01, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz') IN ('na', '\\n') THEN NULL ELSE k.k01 END AS charge_id,
      CASE WHEN k.k02 = '' OR c02.field IS NOT NULL THEN NULL ELSE k.k02 END AS case_id,
      CASE WHEN k.k03 = '' THEN NULL ELSE k.k03 END AS person_id,
      CAST(NULL AS STRING) AS victim_id,
      CASE WHEN c04.field IS NULL THEN -4
        WHEN c05.field IS NULL THEN -5
        WHEN c04.bad > 0 THEN c04.bad
        WHEN c05.bad > 0 THEN c05.bad ELSE 0 END AS refused,
      CAST(c04.a AS INT) AS cite, CAST(c04.b AS INT) AS own_kind, CAST(c04.c AS INT) AS status, CAST(c04.d AS INT) AS base,
      0 AS final_cite, 0 AS final_own_kind, 0 AS final_status, 1 AS final_base,
      0 AS inchoate, 0 AS disposition, 0 AS class,
      0 AS o_month, 0 AS o_day, 0 AS o_year, 0 AS o_era,
      0 AS f_month, 0 AS f_day, 0 AS f_year, 0 AS f_era,
      0 AS d_month, 0 AS d_day, 0 AS d_year, 0 AS d_era,
      CAST(c05.a AS INT) AS jail, -1 AS suspended, -1 AS probation, -1 AS fine,
      1 AS victim_age, 0 AS defendant_age, 0 AS priors, 0 AS trafficked, 0 AS means, 0 AS findings,
      0 AS race, 0 AS sex, COALESCE(1, 1) AS counts
    FROM (
      SELECT CASE WHEN left(CAST(t.`id` AS STRING), 1) BETWEEN '!' AND '~' AND right(CAST(t.`id` AS STRING), 1) BETWEEN '!' AND '~' THEN CAST(t.`id` AS STRING) ELSE COALESCE(trim(BOTH b.blanks FROM CAST(t.`id` AS STRING)), '') END AS k01,
        CASE WHEN left(CAST(t.`Docket "No" 'x' [y] ``z``` AS STRING), 1) BETWEEN '!' AND '~' AND right(CAST(t.`Docket "No" 'x' [y] ``z``` AS STRING), 1) BETWEEN '!' AND '~' THEN CAST(t.`Docket "No" 'x' [y] ``z``` AS STRING) ELSE COALESCE(trim(BOTH b.blanks FROM CAST(t.`Docket "No" 'x' [y] ``z``` AS STRING)), '') END AS k02,
        CASE WHEN left(CAST(t.`person` AS STRING), 1) BETWEEN '!' AND '~' AND right(CAST(t.`person` AS STRING), 1) BETWEEN '!' AND '~' THEN CAST(t.`person` AS STRING) ELSE COALESCE(trim(BOTH b.blanks FROM CAST(t.`person` AS STRING)), '') END AS k03,
        COALESCE(trim(CAST(t.`statute` AS STRING)), '') AS k04,
        CONCAT(COALESCE(trim(CAST(t.`n` AS STRING)), ''), decode(unhex('1F'), 'UTF-8'), COALESCE(trim(CAST(t.`unit` AS STRING)), '')) AS k05
      FROM `court`.`charges` AS t
      CROSS JOIN (SELECT decode(unhex('090A0B0C0D20C285C2A0E19A80E28080E28081E28082E28083E28084E28085E28086E28087E28088E28089E2808AE280A8E280A9E280AFE2819FE38080EFBBBF'), 'UTF-8') AS blanks) AS b
    ) AS k
    LEFT JOIN impact_codes AS c02 ON c02.field = 'f02' AND c02.value = k.k02
    LEFT JOIN impact_codes AS c04 ON c04.field = 'f04' AND c04.value = k.k04
    LEFT JOIN impact_codes AS c05 ON c05.field = 'f05' AND c05.value = k.k05
  ) AS joined
) AS settled;
CREATE TABLE impact_repeated USING parquet AS
SELECT charge_id
FROM impact_coded
WHERE refused = 0 AND charge_id IS NOT NULL
GROUP BY charge_id
HAVING COUNT(*) > 1;
CREATE TABLE impact_ranked USING parquet AS
SELECT c.*, ROW_NUMBER() OVER (PARTITION BY c.charge_id ORDER BY c.cite, c.kind_of, c.status, c.final_cite, c.final_kind, c.final_status, c.substituted, c.differs, c.disposition, c.class, c.era, c.victim_age, c.defendant_age, c.priors, c.trafficked, c.means, c.findings, c.governed, c.charged_year, c.disposed_year, c.charged_by, c.disposed_by, c.race, c.sex, c.counts, c.jail, c.suspended, c.probation, c.fine) AS place, RANK() OVER (PARTITION BY c.charge_id ORDER BY c.cite, c.kind_of, c.status, c.final_cite, c.final_kind, c.final_status, c.substituted, c.differs, c.disposition, c.class, c.era, c.victim_age, c.defendant_age, c.priors, c.trafficked, c.means, c.findings, c.governed, c.charged_year, c.disposed_year, c.charged_by, c.disposed_by, c.race, c.sex, c.counts, c.jail, c.suspended, c.probation, c.fine) AS content
FROM impact_coded AS c
JOIN impact_repeated AS r ON r.charge_id = c.charge_id
WHERE c.refused = 0;
CREATE TABLE impact_kept USING parquet AS
SELECT c.case_id, c.person_id, c.cite, c.kind_of, c.status, c.final_cite, c.final_kind, c.final_status, c.substituted, c.differs, c.disposition, c.class, c.era, c.victim_age, c.defendant_age, c.priors, c.trafficked, c.means, c.findings, c.governed, c.charged_year, c.disposed_year, c.charged_by, c.disposed_by, c.race, c.sex, c.counts, c.jail, c.suspended, c.probation, c.fine
FROM impact_coded AS c
LEFT JOIN impact_repeated AS r ON r.charge_id = c.charge_id
WHERE c.refused = 0 AND r.charge_id IS NULL
UNION ALL
SELECT case_id, person_id, cite, kind_of, status, final_cite, final_kind, final_status, substituted, differs, disposition, class, era, victim_age, defendant_age, priors, trafficked, means, findings, governed, charged_year, disposed_year, charged_by, disposed_by, race, sex, counts, jail, suspended, probation, fine
FROM impact_ranked
WHERE place = 1;
CREATE TABLE impact_kinds USING parquet AS
SELECT lpad(CAST(ROW_NUMBER() OVER (ORDER BY cite, kind_of, status, final_cite, final_kind, final_status, substituted, differs, disposition, class, era, victim_age, defendant_age, priors, trafficked, means, findings, governed, charged_year, disposed_year, charged_by, disposed_by, race, sex, counts) AS STRING), 9, '0') AS kind, n, no_case, no_person, cite, kind_of, status, final_cite, final_kind, final_status, substituted, differs, disposition, class, era, victim_age, defendant_age, priors, trafficked, means, findings, governed, charged_year, disposed_year, charged_by, disposed_by, race, sex, counts
FROM (
  SELECT COUNT(*) AS n, COUNT(*) - COUNT(case_id) AS no_case, COUNT(*) - COUNT(person_id) AS no_person, cite, kind_of, status, final_cite, final_kind, final_status, substituted, differs, disposition, class, era, victim_age, defendant_age, priors, trafficked, means, findings, governed, charged_year, disposed_year, charged_by, disposed_by, race, sex, counts
  FROM impact_kept
  GROUP BY cite, kind_of, status, final_cite, final_kind, final_status, substituted, differs, disposition, class, era, victim_age, defendant_age, priors, trafficked, means, findings, governed, charged_year, disposed_year, charged_by, disposed_by, race, sex, counts
) AS k;
CREATE TABLE impact_members USING parquet AS
SELECT i.kind, k.case_id, k.person_id, k.disposition, k.jail, k.suspended, k.probation, k.fine
FROM impact_kept AS k
JOIN impact_kinds AS i ON i.cite = k.cite AND i.kind_of = k.kind_of AND i.status = k.status AND i.final_cite = k.final_cite AND i.final_kind = k.final_kind AND i.final_status = k.final_status AND i.substituted = k.substituted AND i.differs = k.differs AND i.disposition = k.disposition AND i.class = k.class AND i.era = k.era AND i.victim_age = k.victim_age AND i.defendant_age = k.defendant_age AND i.priors = k.priors AND i.trafficked = k.trafficked AND i.means = k.means AND i.findings = k.findings AND i.governed = k.governed AND i.charged_year = k.charged_year AND i.disposed_year = k.disposed_year AND i.charged_by = k.charged_by AND i.disposed_by = k.disposed_by AND i.race = k.race AND i.sex = k.sex AND i.counts = k.counts;
-- the first answer
SELECT step, part, item, `list`, `rows`, `counts`
FROM (
  SELECT 1 AS step, 'check' AS part, 'hash of the script' AS item, 'edc8dbac03bd7b9685e0102b5d4787656c9599089a05fcddb6a0c1ba2e490ed9' AS `list`, CAST(0 AS BIGINT) AS `rows`, CAST(0 AS BIGINT) AS `counts`
  UNION ALL
  SELECT 1 AS step, 'check' AS part, 'hash of the codes' AS item, value AS `list`, CAST(0 AS BIGINT) AS `rows`, CAST(0 AS BIGINT) AS `counts`
  FROM impact_codes
  WHERE field = 'hash'
  UNION ALL
  SELECT 1 AS step, 'check' AS part, 'slice' AS item, CAST('' AS STRING) AS `list`, CAST(0 AS BIGINT) AS `rows`, CAST(2 AS BIGINT) AS `counts`
  UNION ALL
  SELECT 1 AS step, 'check' AS part, 'rows of the table' AS item, CAST('' AS STRING) AS `list`, CAST(COUNT(*) AS BIGINT) AS `rows`, CAST(0 AS BIGINT) AS `counts`
  FROM `court`.`charges`
  UNION ALL
  SELECT 1 AS step, 'check' AS part, 'rows with codes' AS item, CAST('' AS STRING) AS `list`, CAST(COUNT(*) AS BIGINT) AS `rows`, CAST(COALESCE(SUM(counts), 0) AS BIGINT) AS `counts`
  FROM impact_coded
  UNION ALL
  SELECT 1 AS step, 'check' AS part, 'rows of kinds' AS item, CAST('' AS STRING) AS `list`, CAST(COUNT(*) AS BIGINT) AS `rows`, CAST(0 AS BIGINT) AS `counts`
  FROM impact_members
  UNION ALL
  SELECT 1 AS step, 'check' AS part, 'codes' AS item, CAST('' AS STRING) AS `list`, CAST(COUNT(*) AS BIGINT) AS `rows`, CAST(0 AS BIGINT) AS `counts`
  FROM impact_codes
  WHERE field NOT IN ('meta', 'hash')
  UNION ALL
  SELECT 1 AS step, 'check' AS part, 'recorded case' AS item, CAST('' AS STRING) AS `list`, CAST(COUNT(case_id) AS BIGINT) AS `rows`, CAST(0 AS BIGINT) AS `counts`
  FROM impact_coded
  WHERE refused = 0
  UNION ALL
  SELECT 1 AS step, 'check' AS part, 'recorded person' AS item, CAST('' AS STRING) AS `list`, CAST(COUNT(person_id) AS BIGINT) AS `rows`, CAST(0 AS BIGINT) AS `counts`
  FROM impact_coded
  WHERE refused = 0
  UNION ALL
  SELECT 1 AS step, 'check' AS part, 'recorded victim' AS item, CAST('' AS STRING) AS `list`, CAST(COUNT(victim_id) AS BIGINT) AS `rows`, CAST(0 AS BIGINT) AS `counts`
  FROM impact_coded
  WHERE refused = 0
  UNION ALL
  SELECT 1 AS step, 'check' AS part, 'recorded disposition' AS item, CAST('' AS STRING) AS `list`, CAST(COALESCE(SUM(CASE WHEN disposition > 0 THEN 1 ELSE 0 END), 0) AS BIGINT) AS `rows`, CAST(0 AS BIGINT) AS `counts`
  FROM impact_coded
  WHERE refused = 0
  UNION ALL
  SELECT 1 AS step, 'check' AS part, 'recorded fine' AS item, CAST('' AS STRING) AS `list`, CAST(COALESCE(SUM(fined), 0) AS BIGINT) AS `rows`, CAST(0 AS BIGINT) AS `counts`
  FROM impact_coded
  WHERE refused = 0
  UNION ALL
  SELECT 2 AS step, 'mapping' AS part, CAST(a AS STRING) AS item, value AS `list`, CAST(0 AS BIGINT) AS `rows`, CAST(0 AS BIGINT) AS `counts`
  FROM impact_codes
  WHERE field = 'meta'
  UNION ALL
  SELECT 3 AS step, 'refused' AS part, CAST(refused AS STRING) AS item, CAST('' AS STRING) AS `list`, CAST(COUNT(*) AS BIGINT) AS `rows`, CAST(SUM(counts) AS BIGINT) AS `counts`
  FROM impact_coded
  WHERE refused <> 0
  GROUP BY refused
  UNION ALL
  SELECT 4 AS step, 'repeated' AS part, 'same' AS item, CAST('' AS STRING) AS `list`, CAST(COALESCE(SUM(CASE WHEN content = 1 THEN 1 ELSE 0 END), 0) AS BIGINT) AS `rows`, CAST(COALESCE(SUM(CASE WHEN content = 1 THEN counts ELSE 0 END), 0) AS BIGINT) AS `counts`
  FROM impact_ranked
  WHERE place > 1
  UNION ALL
  SELECT 4 AS step, 'repeated' AS part, 'other' AS item, CAST('' AS STRING) AS `list`, CAST(COALESCE(SUM(CASE WHEN content > 1 THEN 1 ELSE 0 END), 0) AS BIGINT) AS `rows`, CAST(COALESCE(SUM(CASE WHEN content > 1 THEN counts ELSE 0 END), 0) AS BIGINT) AS `counts`
  FROM impact_ranked
  WHERE place > 1
  UNION ALL
  SELECT 4 AS step, 'repeated' AS part, 'undecided' AS item, CAST('' AS STRING) AS `list`, CAST(COUNT(*) AS BIGINT) AS `rows`, CAST(0 AS BIGINT) AS `counts`
  FROM (
    SELECT charge_id
    FROM impact_ranked
    WHERE content = 1
    GROUP BY charge_id
    HAVING COUNT(DISTINCT COALESCE(case_id, '')) > 1 OR COUNT(DISTINCT COALESCE(person_id, '')) > 1
  ) AS u
  UNION ALL
  SELECT 5 AS step, 'kind' AS part, kind AS item, CONCAT(CAST(cite AS STRING), '.', CAST(kind_of AS STRING), '.', CAST(status AS STRING), '.', CAST(final_cite AS STRING), '.', CAST(final_kind AS STRING), '.', CAST(final_status AS STRING), '.', CAST(substituted AS STRING), '.', CAST(differs AS STRING), '.', CAST(disposition AS STRING), '.', CAST(class AS STRING), '.', CAST(era AS STRING), '.', CAST(victim_age AS STRING), '.', CAST(defendant_age AS STRING), '.', CAST(priors AS STRING), '.', CAST(trafficked AS STRING), '.', CAST(means AS STRING), '.', CAST(findings AS STRING), '.', CAST(governed AS STRING), '.', CAST(charged_year AS STRING), '.', CAST(disposed_year AS STRING), '.', CAST(charged_by AS STRING), '.', CAST(disposed_by AS STRING), '.', CAST(race AS STRING), '.', CAST(sex AS STRING), '.', CAST(counts AS STRING)) AS `list`, CAST(n AS BIGINT) AS `rows`, CAST(0 AS BIGINT) AS `counts`
  FROM impact_kinds
  UNION ALL
  SELECT 5 AS step, 'kind' AS part, kind AS item, 'no case' AS `list`, CAST(no_case AS BIGINT) AS `rows`, CAST(0 AS BIGINT) AS `counts`
  FROM impact_kinds
  WHERE no_case > 0
  UNION ALL
  SELECT 5 AS step, 'kind' AS part, kind AS item, 'no person' AS `list`, CAST(no_person AS BIGINT) AS `rows`, CAST(0 AS BIGINT) AS `counts`
  FROM impact_kinds
  WHERE no_person > 0
  UNION ALL
  SELECT 6 AS step, 'sentence' AS part, kind AS item, CONCAT(CAST(jail AS STRING), '.', CAST(suspended AS STRING), '.', CAST(probation AS STRING), '.', CAST(fine AS STRING)) AS `list`, CAST(COUNT(*) AS BIGINT) AS `rows`, CAST(0 AS BIGINT) AS `counts`
  FROM impact_members
  WHERE disposition = 1
  GROUP BY kind, jail, suspended, probation, fine
  UNION ALL
  SELECT 8 AS step, 'month' AS part, CAST(0 AS STRING) AS item, CAST(f_month AS STRING) AS `list`, CAST(COUNT(*) AS BIGINT) AS `rows`, CAST(0 AS BIGINT) AS `counts`
  FROM impact_coded
  WHERE refused = 0 AND f_month > 0
  GROUP BY f_month
  UNION ALL
  SELECT 7 AS step, 'lag' AS part, CAST(0 AS STRING) AS item, CAST(months AS STRING) AS `list`, CAST(COUNT(*) AS BIGINT) AS `rows`, CAST(0 AS BIGINT) AS `counts`
  FROM (
    SELECT CASE WHEN f_month - o_month - CASE WHEN f_day < o_day THEN 1 ELSE 0 END > 120 THEN 120 ELSE f_month - o_month - CASE WHEN f_day < o_day THEN 1 ELSE 0 END END AS months
    FROM impact_coded
    WHERE refused = 0 AND o_month > 0 AND f_month * 32 + f_day >= o_month * 32 + o_day
  ) AS l
  GROUP BY months
  UNION ALL
  SELECT 8 AS step, 'month' AS part, CAST(1 AS STRING) AS item, CAST(d_month AS STRING) AS `list`, CAST(COUNT(*) AS BIGINT) AS `rows`, CAST(0 AS BIGINT) AS `counts`
  FROM impact_coded
  WHERE refused = 0 AND disposition = 1 AND d_month > 0
  GROUP BY d_month
  UNION ALL
  SELECT 7 AS step, 'lag' AS part, CAST(1 AS STRING) AS item, CAST(months AS STRING) AS `list`, CAST(COUNT(*) AS BIGINT) AS `rows`, CAST(0 AS BIGINT) AS `counts`
  FROM (
    SELECT CASE WHEN d_month - o_month - CASE WHEN d_day < o_day THEN 1 ELSE 0 END > 120 THEN 120 ELSE d_month - o_month - CASE WHEN d_day < o_day THEN 1 ELSE 0 END END AS months
    FROM impact_coded
    WHERE refused = 0 AND disposition = 1 AND o_month > 0 AND d_month * 32 + d_day >= o_month * 32 + o_day
  ) AS l
  GROUP BY months
  UNION ALL
  SELECT 9 AS step, 'case' AS part, '' AS item, kinds AS `list`, CAST(COUNT(*) AS BIGINT) AS `rows`, CAST(0 AS BIGINT) AS `counts`
  FROM (
    SELECT array_join(array_sort(collect_list(kind)), '.') AS kinds
    FROM impact_members
    WHERE case_id IS NOT NULL AND pmod(xxhash64(case_id), 2) = 0
    GROUP BY case_id
  ) AS g
  GROUP BY kinds
  UNION ALL
  SELECT 10 AS step, 'person' AS part, '' AS item, cases AS `list`, CAST(COUNT(*) AS BIGINT) AS `rows`, CAST(0 AS BIGINT) AS `counts`
  FROM (
    SELECT array_join(array_sort(collect_list(kinds)), '|') AS cases
    FROM (
      SELECT person_id, kind AS kinds
      FROM impact_members
      WHERE person_id IS NOT NULL AND pmod(xxhash64(person_id), 2) = 0 AND case_id IS NULL
      UNION ALL
      SELECT person_id, array_join(array_sort(collect_list(kind)), '.') AS kinds
      FROM impact_members
      WHERE person_id IS NOT NULL AND pmod(xxhash64(person_id), 2) = 0 AND case_id IS NOT NULL
      GROUP BY person_id, case_id
    ) AS p
    GROUP BY person_id
  ) AS g
  GROUP BY cases
) AS answer
ORDER BY step;
-- drop
DROP TABLE IF EXISTS impact_members;
DROP TABLE IF EXISTS impact_kinds;
DROP TABLE IF EXISTS impact_kept;
DROP TABLE IF EXISTS impact_ranked;
DROP TABLE IF EXISTS impact_repeated;
DROP TABLE IF EXISTS impact_coded;
DROP TABLE IF EXISTS impact_codes;
DROP VIEW IF EXISTS impact_loaded;
