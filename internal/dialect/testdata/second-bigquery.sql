SELECT step, part, item, `list`, `rows`, `counts`
FROM (
  SELECT 1 AS step, 'check' AS part, 'hash of the script' AS item, 'edc8dbac03bd7b9685e0102b5d4787656c9599089a05fcddb6a0c1ba2e490ed9' AS `list`, CAST(0 AS INT64) AS `rows`, CAST(0 AS INT64) AS `counts`
  UNION ALL
  SELECT 1 AS step, 'check' AS part, 'hash of the codes' AS item, value AS `list`, CAST(0 AS INT64) AS `rows`, CAST(0 AS INT64) AS `counts`
  FROM impact_codes
  WHERE field = 'hash'
  UNION ALL
  SELECT 1 AS step, 'check' AS part, 'slice' AS item, CAST('' AS STRING) AS `list`, CAST(1 AS INT64) AS `rows`, CAST(2 AS INT64) AS `counts`
  UNION ALL
  SELECT 9 AS step, 'case' AS part, '' AS item, kinds AS `list`, CAST(COUNT(*) AS INT64) AS `rows`, CAST(0 AS INT64) AS `counts`
  FROM (
    SELECT STRING_AGG(kind, '.' ORDER BY kind) AS kinds
    FROM impact_members
    WHERE case_id IS NOT NULL AND MOD(ABS(MOD(FARM_FINGERPRINT(case_id), 2)), 2) = 1
    GROUP BY case_id
  ) AS g
  GROUP BY kinds
  UNION ALL
  SELECT 10 AS step, 'person' AS part, '' AS item, cases AS `list`, CAST(COUNT(*) AS INT64) AS `rows`, CAST(0 AS INT64) AS `counts`
  FROM (
    SELECT STRING_AGG(kinds, '|' ORDER BY kinds) AS cases
    FROM (
      SELECT person_id, kind AS kinds
      FROM impact_members
      WHERE person_id IS NOT NULL AND MOD(ABS(MOD(FARM_FINGERPRINT(person_id), 2)), 2) = 1 AND case_id IS NULL
      UNION ALL
      SELECT person_id, STRING_AGG(kind, '.' ORDER BY kind) AS kinds
      FROM impact_members
      WHERE person_id IS NOT NULL AND MOD(ABS(MOD(FARM_FINGERPRINT(person_id), 2)), 2) = 1 AND case_id IS NOT NULL
      GROUP BY person_id, case_id
    ) AS p
    GROUP BY person_id
  ) AS g
  GROUP BY cases
) AS answer
ORDER BY step;
