"""The rows of `expected.py` for people as one meets them, their seats and thanks."""

PEOPLE = """
people:my_seat             GET    -        door     200   200   200   200   200   200
people:seats               GET    -        200      200   200   200   200   200   200
people_met:thanks          GET    -        door     200   200    200     200  200       200
people_met:thanks          POST   -        door     409   409    409     on   409       409
people_met:take_thanks_back POST  -        door     404   404    404     404  404       404
people_met:elder           GET    -        door     404   404    404     404  404       200
people_met:elder           POST   -        door     404   404    404     404  404       on
desk:set_back              GET    -        door     404   404    404     404  404       200
desk:set_back              POST   -        door     404   404    404     404  404       on
chat:thank_for             GET    public   door     200   200    200     200  200       200
chat:thank_for             GET    members  door     200   200    404     200  200       200
chat:thank_for             GET    closed   door     404   200    404     200  404       404
chat:thank_for             GET    direct   door     404   409    404    409  404       404
chat:thank_for             POST   public   door     409   409    409     on   409       409
chat:thank_for             POST   members  door     409   409    404     on   409       409
chat:thank_for             POST   closed   door     404   409    404     on   404       404
chat:thank_for             POST   direct   door     404   409    404    409  404       404
people_met:person          GET    -        door     200   200    200     200  200       200
people_met:picture         GET    -        door     200   200    200     200  200       200
people_met:said            GET    -        door     200   200    200     200  200       200
people_met:clear           POST   -        door     409   409    409     409  on        on
people_met:talk            POST   -        door     409   409    409     on   409       409
people_met:block           GET    -        door     200   200    200     200  200       200
people_met:block           POST   -        door     on    409    on      on   on        on
welcome:walk               GET    -        door     200   200    200     200  200       200
welcome:since              GET    -        door     200   200    200     200  200       200
welcome:receiving          GET    -        door     200   200    200     200  200       200
welcome:receiving          POST   -        door     403   403    403     403  on        on
"""
