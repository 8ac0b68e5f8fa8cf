import pytest

from chalou.foundation.web.figures import file_size


@pytest.mark.parametrize(
    ("count", "written"),
    [
        (0, "0 KB"),
        (1, "1 KB"),
        (88_120, "88 KB"),
        (999_400, "999 KB"),
        (4_200_000, "4.2 MB"),
        (2_500_000_000, "2.5 GB"),
    ],
)
def test_what_a_file_takes_is_said_in_units_that_people_use(count, written):
    assert file_size(count) == written
