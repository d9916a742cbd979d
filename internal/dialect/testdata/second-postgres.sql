SELECT step, part, item, "list", "rows", "counts"
FROM (
  SELECT 1 AS step, 'check' AS part, 'hash of the script' AS item, 'edc8dbac03bd7b9685e0102b5d4787656c9599089a05fcddb6a0c1ba2e490ed9' AS "list", CAST(0 AS bigint) AS "rows", CAST(0 AS bigint) AS "counts"
  UNION ALL
  SELECT 1 AS step, 'check' AS part, 'hash of the codes' AS item, value AS "list", CAST(0 AS bigint) AS "rows", CAST(0 AS bigint) AS "counts"
  FROM impact_codes
  WHERE field = 'hash'
  UNION ALL
  SELECT 1 AS step, 'check' AS part, 'slice' AS item, CAST('' AS text) AS "list", CAST(1 AS bigint) AS "rows", CAST(2 AS bigint) AS "counts"
  UNION ALL
  SELECT 9 AS step, 'case' AS part, '' AS item, kinds AS "list", CAST(COUNT(*) AS bigint) AS "rows", CAST(0 AS bigint) AS "counts"
  FROM (
    SELECT string_agg(kind, '.' ORDER BY kind COLLATE "C") AS kinds
    FROM impact_members
    WHERE case_id IS NOT NULL AND mod(hashtextextended(case_id, 0) & 9223372036854775807, 2) = 1
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
      WHERE person_id IS NOT NULL AND mod(hashtextextended(person_id, 0) & 9223372036854775807, 2) = 1 AND case_id IS NULL
      UNION ALL
      SELECT person_id, string_agg(kind, '.' ORDER BY kind COLLATE "C") AS kinds
      FROM impact_members
      WHERE person_id IS NOT NULL AND mod(hashtextextended(person_id, 0) & 9223372036854775807, 2) = 1 AND case_id IS NOT NULL
      GROUP BY person_id, case_id
    ) AS p
    GROUP BY person_id
  ) AS g
  GROUP BY cases
) AS answer
ORDER BY step;
