-- The number under which the engine counts each customer.
SELECT c.cno AS cno, c.customer_id AS customer_id
FROM customer c
ORDER BY c.cno
