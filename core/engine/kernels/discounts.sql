-- Month by month: on how many days of customers a line was reduced, and by how much in all.
WITH reduced AS (
    SELECT
        f.ym AS ym,
        f.cno AS cno,
        f.day AS day,
        SUM(CASE WHEN f.discount < 0 THEN 0 - f.discount ELSE f.discount END) AS off
    FROM facts f
    WHERE f.day <= :asof AND f.discount <> 0
    GROUP BY f.ym, f.cno, f.day
)
SELECT r.ym AS ym, COUNT(*) AS days, SUM(r.off) AS taken_off
FROM reduced r
GROUP BY r.ym
ORDER BY r.ym
