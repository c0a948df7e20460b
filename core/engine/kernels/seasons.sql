-- Each customer's month of the year with purchases in most years (then most days, then the
-- earliest), and the most purchase days that any one year has outside that month.
WITH month_days AS (
    SELECT p.cno AS cno, c.month AS month, c.year AS year, COUNT(*) AS days
    FROM purchase_day p
    INNER JOIN calendar c ON c.day = p.day
    WHERE p.day <= :asof AND p.spend >= :min_net
    GROUP BY p.cno, c.month, c.year
),
months AS (
    SELECT m.cno AS cno, m.month AS month, COUNT(*) AS years, SUM(m.days) AS month_total
    FROM month_days m
    GROUP BY m.cno, m.month
),
ranked AS (
    SELECT
        m.cno AS cno,
        m.month AS month,
        m.years AS years,
        ROW_NUMBER() OVER (
            PARTITION BY m.cno ORDER BY m.years DESC, m.month_total DESC, m.month
        ) AS place
    FROM months m
),
elsewhere AS (
    SELECT
        r.cno AS cno,
        r.month AS month,
        r.years AS years,
        m.year AS year,
        SUM(CASE WHEN m.month = r.month THEN 0 ELSE m.days END) AS other_days
    FROM ranked r
    INNER JOIN month_days m ON m.cno = r.cno
    WHERE r.place = 1
    GROUP BY r.cno, r.month, r.years, m.year
)
SELECT e.cno AS cno, e.month AS month, e.years AS years, MAX(e.other_days) AS most_elsewhere
FROM elsewhere e
GROUP BY e.cno, e.month, e.years
