"""As `expected.py`: how rooms talk, and listening first. The rooms of this small world are open, so nobody listens."""

MANNERS = """
chat:mode                  POST   public   door     409   409    409     on   on        on
chat:mode                  POST   members  door     409   409    404     on   on        on
chat:mode                  POST   closed   door     404   409    404     on   404       404
chat:mode                  POST   direct   door     404   409    404     409  404       404
chat:place                 GET    public   door     200   200    200     200  200       200
chat:place                 GET    members  door     200   200    404     200  200       200
chat:place                 GET    closed   door     404   200    404     200  404       404
chat:place                 GET    direct   door     404   200    404     200  404       404
chat:listening             POST   public   door     on    on     on      on   on        on
chat:listening             POST   members  door     on    on     404     on   on        on
chat:listening             POST   closed   door     404   on     404     on   404       404
chat:listening             POST   direct   door     404   on     404     on   404       404
chat:ask_for_seat          POST   public   door     409   409    409     409  409       409
chat:ask_for_seat          POST   members  door     409   409    404     409  409       409
chat:ask_for_seat          POST   closed   door     404   409    404     409  404       404
chat:ask_for_seat          POST   direct   door     404   409    404     409  404       404
chat:answer_rules          POST   public   door     409   409    409     409  409       409
chat:answer_rules          POST   members  door     409   409    404     409  409       409
chat:answer_rules          POST   closed   door     404   409    404     409  404       404
chat:answer_rules          POST   direct   door     404   409    404     409  404       404
chat:let_in                POST   public   door     409   409    409     409  409       409
chat:let_in                POST   members  door     409   409    404     409  409       409
chat:let_in                POST   closed   door     404   409    404     409  404       404
chat:let_in                POST   direct   door     404   409    404     409  404       404
chat:put_off               POST   public   door     409   409    409     404  404       404
chat:put_off               POST   members  door     409   409    404     404  404       404
chat:put_off               POST   closed   door     404   409    404     404  404       404
chat:put_off               POST   direct   door     404   409    404     409  404       404
mine:let_in                GET    -        door     200   200    200     200  200       200
desk:vouching              GET    -        door     404   404    404     404  200       200
desk:withdraw_vouching     POST   -        door     404   404    404     404  on        on
desk:restore_vouching      POST   -        door     404   404    404     404  on        on
chat:mute                  POST   public   door     409   409    409     on   on        on
chat:mute                  POST   members  door     409   409    404     on   on        on
chat:mute                  POST   closed   door     404   409    404     on   404       404
chat:mute                  POST   direct   door     404   409    404     409  404       404
chat:unmute                POST   public   door     409   409    409     on   on        on
chat:unmute                POST   members  door     409   409    404     on   on        on
chat:unmute                POST   closed   door     404   409    404     on   404       404
chat:unmute                POST   direct   door     404   409    404     409  404       404
"""
