-- Of everybody who has bought: on how many days, the first three of them (0 where there are fewer)
-- and the last.
WITH bought AS (
    SELECT
        p.cno AS cno,
        p.day AS day,
        ROW_NUMBER() OVER (PARTITION BY p.cno ORDER BY p.day) AS place
    FROM purchase_day p
    WHERE p.day <= :asof AND p.spend >= :min_net
)
SELECT
    b.cno AS cno,
    COUNT(*) AS visits,
    SUM(CASE WHEN b.place = 1 THEN b.day ELSE 0 END) AS first_day,
    SUM(CASE WHEN b.place = 2 THEN b.day ELSE 0 END) AS second_day,
    SUM(CASE WHEN b.place = 3 THEN b.day ELSE 0 END) AS third_day,
    MAX(b.day) AS last_day
FROM bought b
GROUP BY b.cno
ORDER BY b.cno
