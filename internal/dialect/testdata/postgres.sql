-- distinct
SELECT "column", "value", "hex", "rows"
FROM (
  SELECT '(column)' AS "column", CAST('id' AS text) COLLATE "C" AS "value", encode(convert_to(CAST('id' AS text) COLLATE "C", 'UTF8'), 'hex') AS "hex", 0 AS "rows"
  UNION ALL
  SELECT '(column)' AS "column", CAST('Docket "No" ''x'' [y] `z`' AS text) COLLATE "C" AS "value", encode(convert_to(CAST('Docket "No" ''x'' [y] `z`' AS text) COLLATE "C", 'UTF8'), 'hex') AS "hex", 0 AS "rows"
  UNION ALL
  SELECT '(column)' AS "column", CAST('person' AS text) COLLATE "C" AS "value", encode(convert_to(CAST('person' AS text) COLLATE "C", 'UTF8'), 'hex') AS "hex", 0 AS "rows"
  UNION ALL
  SELECT '(column)' AS "column", CAST('statute' AS text) COLLATE "C" AS "value", encode(convert_to(CAST('statute' AS text) COLLATE "C", 'UTF8'), 'hex') AS "hex", 0 AS "rows"
  UNION ALL
  SELECT '(column)' AS "column", CAST('n' AS text) COLLATE "C" AS "value", encode(convert_to(CAST('n' AS text) COLLATE "C", 'UTF8'), 'hex') AS "hex", 0 AS "rows"
  UNION ALL
  SELECT '(column)' AS "column", CAST('unit' AS text) COLLATE "C" AS "value", encode(convert_to(CAST('unit' AS text) COLLATE "C", 'UTF8'), 'hex') AS "hex", 0 AS "rows"
  UNION ALL
  SELECT 'statute', v, encode(convert_to(v, 'UTF8'), 'hex'), COUNT(*)
  FROM (SELECT COALESCE(btrim(CAST(t."statute" AS text) COLLATE "C"), '') AS v FROM "court"."charges" AS t) AS x
  GROUP BY v
  UNION ALL
  SELECT 'jail_days', v, encode(convert_to(v, 'UTF8'), 'hex'), COUNT(*)
  FROM (SELECT CONCAT(COALESCE(btrim(CAST(t."n" AS text) COLLATE "C"), ''), convert_from(decode('1F', 'hex'), 'UTF8') COLLATE "C", COALESCE(btrim(CAST(t."unit" AS text) COLLATE "C"), '')) AS v FROM "court"."charges" AS t) AS x
  GROUP BY v
) AS listed;
-- load
CREATE TEMPORARY TABLE impact_loaded (field text, hex text, bad bigint, a bigint, b bigint, c bigint, d bigint);
\copy impact_loaded FROM 'codes.csv' WITH (FORMAT csv, HEADER true)
CREATE TEMPORARY TABLE impact_codes AS
SELECT field, convert_from(decode(COALESCE(hex, ''), 'hex'), 'UTF8') COLLATE "C" AS value, CAST(bad AS bigint) AS bad, CAST(a AS bigint) AS a, CAST(b AS bigint) AS b, CAST(c AS bigint) AS c, CAST(d AS bigint) AS d
FROM impact_loaded;
-- make
CREATE TEMPORARY TABLE impact_coded AS
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
    SELECT CASE WHEN k.k01 = '' OR LOWER(k.k01) IN ('na', '\n') AND TRANSLATE(k.k01, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz') IN ('na', '\n') THEN NULL ELSE k.k01 END AS charge_id,
      CASE WHEN k.k02 = '' OR c02.field IS NOT NULL THEN NULL ELSE k.k02 END AS case_id,
      CASE WHEN k.k03 = '' THEN NULL ELSE k.k03 END AS person_id,
      CAST(NULL AS text) AS victim_id,
      CASE WHEN c04.field IS NULL THEN -4
        WHEN c05.field IS NULL THEN -5
        WHEN c04.bad > 0 THEN c04.bad
        WHEN c05.bad > 0 THEN c05.bad ELSE 0 END AS refused,
      CAST(c04.a AS integer) AS cite, CAST(c04.b AS integer) AS own_kind, CAST(c04.c AS integer) AS status, CAST(c04.d AS integer) AS base,
      0 AS final_cite, 0 AS final_own_kind, 0 AS final_status, 1 AS final_base,
      0 AS inchoate, 0 AS disposition, 0 AS class,
      0 AS o_month, 0 AS o_day, 0 AS o_year, 0 AS o_era,
      0 AS f_month, 0 AS f_day, 0 AS f_year, 0 AS f_era,
      0 AS d_month, 0 AS d_day, 0 AS d_year, 0 AS d_era,
      CAST(c05.a AS integer) AS jail, -1 AS suspended, -1 AS probation, -1 AS fine,
      1 AS victim_age, 0 AS defendant_age, 0 AS priors, 0 AS trafficked, 0 AS means, 0 AS findings,
      0 AS race, 0 AS sex, COALESCE(1, 1) AS counts
    FROM (
      SELECT CASE WHEN left(CAST(t."id" AS text) COLLATE "C", 1) BETWEEN '!' AND '~' AND right(CAST(t."id" AS text) COLLATE "C", 1) BETWEEN '!' AND '~' THEN CAST(t."id" AS text) COLLATE "C" ELSE COALESCE(btrim(CAST(t."id" AS text) COLLATE "C", b.blanks), '') END AS k01,
        CASE WHEN left(CAST(t."Docket ""No"" 'x' [y] `z`" AS text) COLLATE "C", 1) BETWEEN '!' AND '~' AND right(CAST(t."Docket ""No"" 'x' [y] `z`" AS text) COLLATE "C", 1) BETWEEN '!' AND '~' THEN CAST(t."Docket ""No"" 'x' [y] `z`" AS text) COLLATE "C" ELSE COALESCE(btrim(CAST(t."Docket ""No"" 'x' [y] `z`" AS text) COLLATE "C", b.blanks), '') END AS k02,
        CASE WHEN left(CAST(t."person" AS text) COLLATE "C", 1) BETWEEN '!' AND '~' AND right(CAST(t."person" AS text) COLLATE "C", 1) BETWEEN '!' AND '~' THEN CAST(t."person" AS text) COLLATE "C" ELSE COALESCE(btrim(CAST(t."person" AS text) COLLATE "C", b.blanks), '') END AS k03,
        COALESCE(btrim(CAST(t."statute" AS text) COLLATE "C"), '') AS k04,
        CONCAT(COALESCE(btrim(CAST(t."n" AS text) COLLATE "C"), ''), convert_from(decode('1F', 'hex'), 'UTF8') COLLATE "C", COALESCE(btrim(CAST(t."unit" AS text) COLLATE "C"), '')) AS k05
      FROM "court"."charges" AS t
      CROSS JOIN (SELECT convert_from(decode('090A0B0C0D20C285C2A0E19A80E28080E28081E28082E28083E28084E28085E28086E28087E28088E28089E2808AE280A8E280A9E280AFE2819FE38080EFBBBF', 'hex'), 'UTF8') COLLATE "C" AS blanks) AS b
    ) AS k
    LEFT JOIN impact_codes AS c02 ON c02.field = 'f02' AND c02.value = k.k02
    LEFT JOIN impact_codes AS c04 ON c04.field = 'f04' AND c04.value = k.k04
    LEFT JOIN impact_codes AS c05 ON c05.field = 'f05' AND c05.value = k.k05
  ) AS joined
) AS settled;
CREATE TEMPORARY TABLE impact_repeated AS
SELECT charge_id
FROM impact_coded
WHERE refused = 0 AND charge_id IS NOT NULL
GROUP BY charge_id
HAVING COUNT(*) > 1;
CREATE TEMPORARY TABLE impact_ranked AS
SELECT c.*, ROW_NUMBER() OVER (PARTITION BY c.charge_id ORDER BY c.cite, c.kind_of, c.status, c.final_cite, c.final_kind, c.final_status, c.substituted, c.differs, c.disposition, c.class, c.era, c.victim_age, c.defendant_age, c.priors, c.trafficked, c.means, c.findings, c.governed, c.charged_year, c.disposed_year, c.charged_by, c.disposed_by, c.race, c.sex, c.counts, c.jail, c.suspended, c.probation, c.fine) AS place, RANK() OVER (PARTITION BY c.charge_id ORDER BY c.cite, c.kind_of, c.status, c.final_cite, c.final_kind, c.final_status, c.substituted, c.differs, c.disposition, c.class, c.era, c.victim_age, c.defendant_age, c.priors, c.trafficked, c.means, c.findings, c.governed, c.charged_year, c.disposed_year, c.charged_by, c.disposed_by, c.race, c.sex, c.counts, c.jail, c.suspended, c.probation, c.fine) AS content
FROM impact_coded AS c
JOIN impact_repeated AS r ON r.charge_id = c.charge_id
WHERE c.refused = 0;
CREATE TEMPORARY TABLE impact_kept AS
SELECT c.case_id, c.person_id, c.cite, c.kind_of, c.status, c.final_cite, c.final_kind, c.final_status, c.substituted, c.differs, c.disposition, c.class, c.era, c.victim_age, c.defendant_age, c.priors, c.trafficked, c.means, c.findings, c.governed, c.charged_year, c.disposed_year, c.charged_by, c.disposed_by, c.race, c.sex, c.counts, c.jail, c.suspended, c.probation, c.fine
FROM impact_coded AS c
LEFT JOIN impact_repeated AS r ON r.charge_id = c.charge_id
WHERE c.refused = 0 AND r.charge_id IS NULL
UNION ALL
SELECT case_id, person_id, cite, kind_of, status, final_cite, final_kind, final_status, substituted, differs, disposition, class, era, victim_age, defendant_age, priors, trafficked, means, findings, governed, charged_year, disposed_year, charged_by, disposed_by, race, sex, counts, jail, suspended, probation, fine
FROM impact_ranked
WHERE place = 1;
CREATE TEMPORARY TABLE impact_kinds AS
SELECT lpad(CAST(ROW_NUMBER() OVER (ORDER BY cite, kind_of, status, final_cite, final_kind, final_status, substituted, differs, disposition, class, era, victim_age, defendant_age, priors, trafficked, means, findings, governed, charged_year, disposed_year, charged_by, disposed_by, race, sex, counts) AS text), 9, '0') AS kind, n, no_case, no_person, cite, kind_of, status, final_cite, final_kind, final_status, substituted, differs, disposition, class, era, victim_age, defendant_age, priors, trafficked, means, findings, governed, charged_year, disposed_year, charged_by, disposed_by, race, sex, counts
FROM (
  SELECT COUNT(*) AS n, COUNT(*) - COUNT(case_id) AS no_case, COUNT(*) - COUNT(person_id) AS no_person, cite, kind_of, status, final_cite, final_kind, final_status, substituted, differs, disposition, class, era, victim_age, defendant_age, priors, trafficked, means, findings, governed, charged_year, disposed_year, charged_by, disposed_by, race, sex, counts
  FROM impact_kept
  GROUP BY cite, kind_of, status, final_cite, final_kind, final_status, substituted, differs, disposition, class, era, victim_age, defendant_age, priors, trafficked, means, findings, governed, charged_year, disposed_year, charged_by, disposed_by, race, sex, counts
) AS k;
CREATE TEMPORARY TABLE impact_members AS
SELECT i.kind, k.case_id, k.person_id, k.disposition, k.jail, k.suspended, k.probation, k.fine
FROM impact_kept AS k
JOIN impact_kinds AS i ON i.cite = k.cite AND i.kind_of = k.kind_of AND i.status = k.status AND i.final_cite = k.final_cite AND i.final_kind = k.final_kind AND i.final_status = k.final_status AND i.substituted = k.substituted AND i.differs = k.differs AND i.disposition = k.disposition AND i.class = k.class AND i.era = k.era AND i.victim_age = k.victim_age AND i.defendant_age = k.defendant_age AND i.priors = k.priors AND i.trafficked = k.trafficked AND i.means = k.means AND i.findings = k.findings AND i.governed = k.governed AND i.charged_year = k.charged_year AND i.disposed_year = k.disposed_year AND i.charged_by = k.charged_by AND i.disposed_by = k.disposed_by AND i.race = k.race AND i.sex = k.sex AND i.counts = k.counts;
-- the first answer
SELECT step, part, item, "list", "rows", "counts"
FROM (
  SELECT 1 AS step, 'check' AS part, 'hash of the script' AS item, 'edc8dbac03bd7b9685e0102b5d4787656c9599089a05fcddb6a0c1ba2e490ed9' AS "list", CAST(0 AS bigint) AS "rows", CAST(0 AS bigint) AS "counts"
  UNION ALL
  SELECT 1 AS step, 'check' AS part, 'hash of the codes' AS item, value AS "list", CAST(0 AS bigint) AS "rows", CAST(0 AS bigint) AS "counts"
  FROM impact_codes
  WHERE field = 'hash'
  UNION ALL
  SELECT 1 AS step, 'check' AS part, 'slice' AS item, CAST('' AS text) AS "list", CAST(0 AS bigint) AS "rows", CAST(2 AS bigint) AS "counts"
  UNION ALL
  SELECT 1 AS step, 'check' AS part, 'rows of the table' AS item, CAST('' AS text) AS "list", CAST(COUNT(*) AS bigint) AS "rows", CAST(0 AS bigint) AS "counts"
  FROM "court"."charges"
  UNION ALL
  SELECT 1 AS step, 'check' AS part, 'rows with codes' AS item, CAST('' AS text) AS "list", CAST(COUNT(*) AS bigint) AS "rows", CAST(COALESCE(SUM(counts), 0) AS bigint) AS "counts"
  FROM impact_coded
  UNION ALL
  SELECT 1 AS step, 'check' AS part, 'rows of kinds' AS item, CAST('' AS text) AS "list", CAST(COUNT(*) AS bigint) AS "rows", CAST(0 AS bigint) AS "counts"
  FROM impact_members
  UNION ALL
  SELECT 1 AS step, 'check' AS part, 'codes' AS item, CAST('' AS text) AS "list", CAST(COUNT(*) AS bigint) AS "rows", CAST(0 AS bigint) AS "counts"
  FROM impact_codes
  WHERE field NOT IN ('meta', 'hash')
  UNION ALL
  SELECT 1 AS step, 'check' AS part, 'recorded case' AS item, CAST('' AS text) AS "list", CAST(COUNT(case_id) AS bigint) AS "rows", CAST(0 AS bigint) AS "counts"
  FROM impact_coded
  WHERE refused = 0
  UNION ALL
  SELECT 1 AS step, 'check' AS part, 'recorded person' AS item, CAST('' AS text) AS "list", CAST(COUNT(person_id) AS bigint) AS "rows", CAST(0 AS bigint) AS "counts"
  FROM impact_coded
  WHERE refused = 0
  UNION ALL
  SELECT 1 AS step, 'check' AS part, 'recorded victim' AS item, CAST('' AS text) AS "list", CAST(COUNT(victim_id) AS bigint) AS "rows", CAST(0 AS bigint) AS "counts"
  FROM impact_coded
  WHERE refused = 0
  UNION ALL
  SELECT 1 AS step, 'check' AS part, 'recorded disposition' AS item, CAST('' AS text) AS "list", CAST(COALESCE(SUM(CASE WHEN disposition > 0 THEN 1 ELSE 0 END), 0) AS bigint) AS "rows", CAST(0 AS bigint) AS "counts"
  FROM impact_coded
  WHERE refused = 0
  UNION ALL
  SELECT 1 AS step, 'check' AS part, 'recorded fine' AS item, CAST('' AS text) AS "list", CAST(COALESCE(SUM(fined), 0) AS bigint) AS "rows", CAST(0 AS bigint) AS "counts"
  FROM impact_coded
  WHERE refused = 0
  UNION ALL
  SELECT 2 AS step, 'mapping' AS part, CAST(a AS text) AS item, value AS "list", CAST(0 AS bigint) AS "rows", CAST(0 AS bigint) AS "counts"
  FROM impact_codes
  WHERE field = 'meta'
  UNION ALL
  SELECT 3 AS step, 'refused' AS part, CAST(refused AS text) AS item, CAST('' AS text) AS "list", CAST(COUNT(*) AS bigint) AS "rows", CAST(SUM(counts) AS bigint) AS "counts"
  FROM impact_coded
  WHERE refused <> 0
  GROUP BY refused
  UNION ALL
  SELECT 4 AS step, 'repeated' AS part, 'same' AS item, CAST('' AS text) AS "list", CAST(COALESCE(SUM(CASE WHEN content = 1 THEN 1 ELSE 0 END), 0) AS bigint) AS "rows", CAST(COALESCE(SUM(CASE WHEN content = 1 THEN counts ELSE 0 END), 0) AS bigint) AS "counts"
  FROM impact_ranked
  WHERE place > 1
  UNION ALL
  SELECT 4 AS step, 'repeated' AS part, 'other' AS item, CAST('' AS text) AS "list", CAST(COALESCE(SUM(CASE WHEN content > 1 THEN 1 ELSE 0 END), 0) AS bigint) AS "rows", CAST(COALESCE(SUM(CASE WHEN content > 1 THEN counts ELSE 0 END), 0) AS bigint) AS "counts"
  FROM impact_ranked
  WHERE place > 1
  UNION ALL
  SELECT 4 AS step, 'repeated' AS part, 'undecided' AS item, CAST('' AS text) AS "list", CAST(COUNT(*) AS bigint) AS "rows", CAST(0 AS bigint) AS "counts"
  FROM (
    SELECT charge_id
    FROM impact_ranked
    WHERE content = 1
    GROUP BY charge_id
    HAVING COUNT(DISTINCT COALESCE(case_id, '')) > 1 OR COUNT(DISTINCT COALESCE(person_id, '')) > 1
  ) AS u
  UNION ALL
  SELECT 5 AS step, 'kind' AS part, kind AS item, CONCAT(CAST(cite AS text), '.', CAST(kind_of AS text), '.', CAST(status AS text), '.', CAST(final_cite AS text), '.', CAST(final_kind AS text), '.', CAST(final_status AS text), '.', CAST(substituted AS text), '.', CAST(differs AS text), '.', CAST(disposition AS text), '.', CAST(class AS text), '.', CAST(era AS text), '.', CAST(victim_age AS text), '.', CAST(defendant_age AS text), '.', CAST(priors AS text), '.', CAST(trafficked AS text), '.', CAST(means AS text), '.', CAST(findings AS text), '.', CAST(governed AS text), '.', CAST(charged_year AS text), '.', CAST(disposed_year AS text), '.', CAST(charged_by AS text), '.', CAST(disposed_by AS text), '.', CAST(race AS text), '.', CAST(sex AS text), '.', CAST(counts AS text)) AS "list", CAST(n AS bigint) AS "rows", CAST(0 AS bigint) AS "counts"
  FROM impact_kinds
  UNION ALL
  SELECT 5 AS step, 'kind' AS part, kind AS item, 'no case' AS "list", CAST(no_case AS bigint) AS "rows", CAST(0 AS bigint) AS "counts"
  FROM impact_kinds
  WHERE no_case > 0
  UNION ALL
  SELECT 5 AS step, 'kind' AS part, kind AS item, 'no person' AS "list", CAST(no_person AS bigint) AS "rows", CAST(0 AS bigint) AS "counts"
  FROM impact_kinds
  WHERE no_person > 0
  UNION ALL
  SELECT 6 AS step, 'sentence' AS part, kind AS item, CONCAT(CAST(jail AS text), '.', CAST(suspended AS text), '.', CAST(probation AS text), '.', CAST(fine AS text)) AS "list", CAST(COUNT(*) AS bigint) AS "rows", CAST(0 AS bigint) AS "counts"
  FROM impact_members
  WHERE disposition = 1
  GROUP BY kind, jail, suspended, probation, fine
  UNION ALL
  SELECT 8 AS step, 'month' AS part, CAST(0 AS text) AS item, CAST(f_month AS text) AS "list", CAST(COUNT(*) AS bigint) AS "rows", CAST(0 AS bigint) AS "counts"
  FROM impact_coded
  WHERE refused = 0 AND f_month > 0
  GROUP BY f_month
  UNION ALL
  SELECT 7 AS step, 'lag' AS part, CAST(0 AS text) AS item, CAST(months AS text) AS "list", CAST(COUNT(*) AS bigint) AS "rows", CAST(0 AS bigint) AS "counts"
  FROM (
    SELECT CASE WHEN f_month - o_month - CASE WHEN f_day < o_day THEN 1 ELSE 0 END > 120 THEN 120 ELSE f_month - o_month - CASE WHEN f_day < o_day THEN 1 ELSE 0 END END AS months
    FROM impact_coded
    WHERE refused = 0 AND o_month > 0 AND f_month * 32 + f_day >= o_month * 32 + o_day
  ) AS l
  GROUP BY months
  UNION ALL
  SELECT 8 AS step, 'month' AS part, CAST(1 AS text) AS item, CAST(d_month AS text) AS "list", CAST(COUNT(*) AS bigint) AS "rows", CAST(0 AS bigint) AS "counts"
  FROM impact_coded
  WHERE refused = 0 AND disposition = 1 AND d_month > 0
  GROUP BY d_month
  UNION ALL
  SELECT 7 AS step, 'lag' AS part, CAST(1 AS text) AS item, CAST(months AS text) AS "list", CAST(COUNT(*) AS bigint) AS "rows", CAST(0 AS bigint) AS "counts"
  FROM (
    SELECT CASE WHEN d_month - o_month - CASE WHEN d_day < o_day THEN 1 ELSE 0 END > 120 THEN 120 ELSE d_month - o_month - CASE WHEN d_day < o_day THEN 1 ELSE 0 END END AS months
    FROM impact_coded
    WHERE refused = 0 AND disposition = 1 AND o_month > 0 AND d_month * 32 + d_day >= o_month * 32 + o_day
  ) AS l
  GROUP BY months
  UNION ALL
  SELECT 9 AS step, 'case' AS part, '' AS item, kinds AS "list", CAST(COUNT(*) AS bigint) AS "rows", CAST(0 AS bigint) AS "counts"
  FROM (
    SELECT string_agg(kind, '.' ORDER BY kind COLLATE "C") AS kinds
    FROM impact_members
    WHERE case_id IS NOT NULL AND mod(hashtextextended(case_id, 0) & 9223372036854775807, 2) = 0
    GROUP BY case_id
  ) AS g
  GROUP BY kinds
  UNION ALL
  SELECT 10 AS step, 'person' AS part, '' AS item, cases AS "list", CAST(COUNT(*) AS bigint) AS "rows", CAST(0 AS bigint) AS "counts"
  FROM (
    SELECT string_agg(kinds, '|' ORDER BY kinds COLLATE "C") AS cases
    FROM (
      SELECT person_id, kind AS kinds
      FROM impact_members
      WHERE person_id IS NOT NULL AND mod(hashtextextended(person_id, 0) & 9223372036854775807, 2) = 0 AND case_id IS NULL
      UNION ALL
      SELECT person_id, string_agg(kind, '.' ORDER BY kind COLLATE "C") AS kinds
      FROM impact_members
      WHERE person_id IS NOT NULL AND mod(hashtextextended(person_id, 0) & 9223372036854775807, 2) = 0 AND case_id IS NOT NULL
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
DROP TABLE IF EXISTS impact_loaded;
