-- The product that each customer bought on most days; ties: more money, then by name.
WITH bought AS (
    SELECT f.cno AS cno, f.product AS product, f.day AS day, SUM(f.amount) AS money
    FROM facts f
    WHERE f.day <= :asof AND f.amount >= :min_net AND f.product <> ''
    GROUP BY f.cno, f.product, f.day
),
products AS (
    SELECT b.cno AS cno, b.product AS product, COUNT(*) AS days, SUM(b.money) AS total
    FROM bought b
    GROUP BY b.cno, b.product
),
ranked AS (
    SELECT
        p.cno AS cno,
        p.product AS product,
        ROW_NUMBER() OVER (
            PARTITION BY p.cno ORDER BY p.days DESC, p.total DESC, p.product
        ) AS place
    FROM products p
)
SELECT r.cno AS cno, r.product AS product
FROM ranked r
WHERE r.place = 1
