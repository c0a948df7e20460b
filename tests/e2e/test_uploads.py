"""Over real HTTP: files under names that were never given out do not fill the memory."""

from __future__ import annotations

import re

from pages._ui.uploads import SESSION_FILES
from tests.e2e.look import SECONDS, go
from tests.e2e.test_intake import JANUARY_TO_JUNE, TITLE, choose

#: Sends so many small files for a session, and says how each was answered.
SEND = """async ([path, count]) => {
  const found = document.cookie.match(/_streamlit_xsrf=([^;]*)/);
  const headers = found ? {"X-Xsrftoken": found[1]} : {};
  const answers = [];
  for (let n = 0; n < count; n++) {
    const form = new FormData();
    form.append("file", new Blob(["x"]), "x.csv");
    const id = crypto.randomUUID();
    const sent = await fetch(`${path}/${id}`, {method: "PUT", body: form, headers});
    answers.push([sent.status, await sent.text()]);
  }
  return answers;
}"""


def test_files_that_nobody_chose_fill_their_session_and_no_more(fresh, page):
    go(page, f"{fresh.url}/intake", title=TITLE)
    with page.expect_request(re.compile("_stcore/upload_file")) as asked:
        choose(page, "売上.csv", JANUARY_TO_JUNE)
    path = re.sub(r"/[^/]+$", "", asked.value.url.partition(f":{fresh.port}")[2])
    page.get_by_role("button", name="取り込む", exact=True).wait_for(timeout=SECONDS)
    answers = page.evaluate(SEND, [path, SESSION_FILES + 10])
    statuses = [status for status, _words in answers]
    assert statuses == [204] * (SESSION_FILES - 1) + [429] * 11
    assert "読み込み直して" in answers[-1][1]
    of_nobody = re.sub(r"[^/]+$", "0" * 8, path)
    assert [status for status, _words in page.evaluate(SEND, [of_nobody, 1])] == [404]
    page.reload()
    choose(page, "売上.csv", JANUARY_TO_JUNE)
    page.get_by_role("button", name="取り込む", exact=True).wait_for(timeout=SECONDS)
