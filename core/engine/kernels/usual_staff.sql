-- Who served each customer on most purchase days after from_day up to the day; ties: the later
-- last day, then more money, then by name. Lines that name nobody do not count.
WITH served AS (
    SELECT f.cno AS cno, f.staff AS staff, f.day AS day, SUM(f.amount) AS money
    FROM facts f
    WHERE f.day > :from_day AND f.day <= :asof AND f.amount >= :min_net AND f.staff <> ''
    GROUP BY f.cno, f.staff, f.day
),
people AS (
    SELECT
        s.cno AS cno,
        s.staff AS staff,
        COUNT(*) AS days,
        MAX(s.day) AS last_day,
        SUM(s.money) AS total
    FROM served s
    GROUP BY s.cno, s.staff
),
ranked AS (
    SELECT
        p.cno AS cno,
        p.staff AS staff,
        ROW_NUMBER() OVER (
            PARTITION BY p.cno ORDER BY p.days DESC, p.last_day DESC, p.total DESC, p.staff
        ) AS place
    FROM people p
)
SELECT c.customer_id AS customer_id, r.staff AS staff
FROM ranked r
INNER JOIN customer c ON c.cno = r.cno
WHERE r.place = 1
