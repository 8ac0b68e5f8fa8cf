"""Who gets what at which address. Written by hand and read by people: when it changes, somebody's rights have changed.

`door`: led to the sign-in (programs get 401). `on`: done, and led on to another page of the house. `409` is a refusal
in words, `410` (for programs also 409) a link that does not let in. A method that has no line for an address is
answered 405 to everybody. `422`: nobody here has a password or has just signed in, and a sign-in that is older takes
nothing along and erases nothing. `direct` is the talk of `seated`
and `host`. `closed` is the room by invitation, in which neither moderator nor keeper sits: its settings
answer their host with 409, which is the question that comes before the room is opened to others.
"""

from tests.sweep.expected_people import PEOPLE
from tests.sweep.manners import MANNERS
from tests.sweep.world import WHO

TABLE = """
                           method room     stranger house seated removed host moderator keeper
about                      GET    -        200      200   200    200     200  200       200
account_change_password    GET    -        door     200   200    200     200  200       200
account_change_password    POST   -        door     200   200    200     200  200       200
account_login              GET    -        200      on    on     on      on   on        on
account_login              POST   -        200      on    on     on      on   on        on
account_logout             GET    -        on       200   200    200     200  200       200
account_logout             POST   -        on       on    on     on      on   on        on
account_signup             GET    -        200      on    on     on      on   on        on
account_signup             POST   -        on       on    on     on      on   on        on
components                 GET    -        404      404   404    404     404  404       404
entrance                   GET    -        200      200   200    200     200  200       200
install                    GET    -        200      200   200    200     200  200       200
help:index                 GET    -        200      200   200    200     200  200       200
help:answer                GET    -        200      200   200    200     200  200       200
help:guide                 GET    -        door     404   404    404     404  200       200
help:chapter               GET    -        door     404   404    404     404  200       200
help:picture               GET    -        door     404   404    404     404  200       200
help:change                GET    -        door     404   404    404     404  404       200
help:change                POST   -        door     404   404    404     404  404       on
help:care                  POST   -        door     404   404    404     404  404       on
help:new                   GET    -        door     404   404    404     404  404       200
help:new                   POST   -        door     404   404    404     404  404       on
help:edit                  GET    -        door     404   404    404     404  404       200
help:edit                  POST   -        door     404   404    404     404  404       on
help:again                 POST   -        door     404   404    404     404  404       on
keeper                     GET    -        door     404   404    404     404  404       200
keeper_words               GET    -        door     404   404    404     404  404       200
keeper_words               POST   -        door     404   404    404     404  404       on
keeper_sign                POST   -        door     404   404    404     404  404       on
keeper_take_sign_down      POST   -        door     404   404    404     404  404       on
keeper_languages           GET    -        door     404   404    404     404  404       200
keeper_languages           POST   -        door     404   404    404     404  404       on
keeper_way_in              GET    -        door     404   404    404     404  404       200
keeper_way_in              POST   -        door     404   404    404     404  404       on
house_rules                GET    -        200      200   200    200     200  200       200
keeper_customs             GET    -        door     404   404    404     404  404       200
keeper_customs_change      GET    -        door     404   404    404     404  404       200
keeper_customs_change      POST   -        door     404   404    404     404  404       200
keeper_customs_try         POST   -        door     404   404    404     404  404       200
keeper_customs_save        POST   -        door     404   404    404     404  404       on
keeper_customs_log         GET    -        door     404   404    404     404  404       200
keeper_customs_export      GET    -        door     404   404    404     404  404       200
keeper_hand_over           GET    -        door     404   404    404     404  404       200
keeper_hand_over           POST   -        door     404   404    404     404  404       on
keeper_tree                GET    -        door     404   404    404     404  404       200
keeper_branch              GET    -        door     404   404    404     404  404       200
keeper_poster              GET    -        door     404   404    404     404  200       200
keeper_backups             GET    -        door     404   404    404     404  404       200
keeper_back_up_now         POST   -        door     404   404    404     404  404       on
keeper_jobs                GET    -        door     404   404    404     404  404       200
keeper_do_job              POST   -        door     404   404    404     404  404       on
sign                       GET    -        200      200   200    200     200  200       200
people:asking              GET    -        200      200   200    200     200  200       200
people:take_asking_back    POST   -        on       on    on     on      on   on        on
desk:asking                GET    -        door     404   404    404     404  200       200
desk:decide_asking         POST   -        door     404   404    404     404  on        on
keeper_address             GET    -        door     404   404    404     404  404       200
keeper_invitations         GET    -        door     200   200    200     200  200       200
keeper_invitations         POST   -        door     200   200    200     200  200       200
keeper_link                POST   -        door     404   404    404     404  404       200
keeper_people              GET    -        door     404   404    404     404  404       200
keeper_role                POST   -        door     404   404    404     404  404       on
keeper_storage             GET    -        door     404   404    404     404  404       200
keeper_storage             POST   -        door     404   404    404     404  404       on
keeper_withdraw            POST   -        door     404   404    404     404  on        on
licences                   GET    -        200      200   200    200     200  200       200
language                   POST   -        on       on    on     on      on   on        on
leaving:leave              GET    -        door     200   200    200     200  200       200
leaving:bundle             POST   -        door     on    on     on      on   on        422
leaving:file               GET    -        door     404   404    404     404  404       404
leaving:throw_away         POST   -        door     on    on     on      on   on        on
leaving:for_good           GET    -        door     200   200    200     200  200       200
leaving:for_good           POST   -        door     on    on     on      on   on        422
leaving:farewell           GET    -        200      200   200    200     200  200       200
live                       GET    -        401      200   200    200     200  200       200
manifest                   GET    -        200      200   200    200     200  200       200
mine:brought               GET    -        door     200   200    200     200  200       200
offline                    GET    -        200      200   200    200     200  200       200
people:about_me            GET    -        door     200   200    200     200  200       200
people:about_me            POST   -        door     on    on     on      on   on        on
people:blocked             GET    -        door     200   200    200     200  200       200
people:everybody           GET    -        door     200   200    200     200  200       200
people:my_picture          POST   -        door     on    on     on      on   on        on
people:door                POST   -        door     on    on     on      on   on        on
people:shown               POST   -        door     on    on     on      on   on        on
people:asked               POST   -        door     on    on     on      on   on        on
people:hear                POST   -        door     404   404    404     404  404       404
people:join_by             GET    -        200      on    on     on      on   on        on
people:join_by             POST   -        on       on    on     on      on   on        on
people:link                GET    -        200      200   200    200     200  200       200
people:link                POST   -        on       on    on     on      on   on        on
people:me                  GET    -        door     200   200    200     200  200       200
people:new_password        GET    -        door     on    on     on      on   on        on
people:new_password        POST   -        door     on    on     on      on   on        on
people:sign_out_everywhere POST   -        door     on    on     on      on   on        on
people:again               GET    -        door     200   200   200   200   200   200
people:again               POST   -        door     422   422   422   422   422   422
people:at_table            GET    -        door     200   200   200   200   200   200
people:at_table            POST   -        door     on    on    on    on    on    on
people:by_passkey          POST   -        422      422   422   422   422   422   422
people:code_app            GET    -        door     on    on    on    on    on    200
people:code_app            POST   -        door     on    on    on    on    on    422
people:confirm_mail        GET    -        200      200   200   200   200   200   200
people:confirm_mail        POST   -        200      200   200   200   200   200   200
people:end_other_sign_ins  POST   -        door     on    on    on    on    on    on
people:end_sign_in         POST   -        door     404   404   404   404   404   404
people:end_two_steps       POST   -        door     on    on    on    on    on    on
people:looks               GET    -        door     200   200   200   200   200   200
people:looks               POST   -        door     on    on    on    on    on    on
people:lost                GET    -        200      on    on    on    on    on    on
people:lost                POST   -        200      on    on    on    on    on    on
people:mail                GET    -        door     200   200   200   200   200   200
people:mail                POST   -        door     200   200   200   200   200   200
people:new_passkey_options POST   -        door     404   404   404   404   404   404
people:others              GET    -        door     200   200   200   200   200   200
people:passkey             GET    -        door     404   404   404   404   404   404
people:passkey             POST   -        door     404   404   404   404   404   404
people:passkey_options     POST   -        404      404   404   404   404   404   404
people:passkeys            GET    -        door     200   200   200   200   200   200
people:passkeys            POST   -        door     422   422   422   422   422   422
people:recovery_codes      POST   -        door     404   404   404   404   404   404
people:remove_code_app     POST   -        door     404   404   404   404   404   404
people:remove_mail         POST   -        door     on    404   404   404   404   404
people:remove_passkey      POST   -        door     404   404   404   404   404   404
people:second_step         GET    -        door     door  door  door  door  door  door
people:second_step         POST   -        door     door  door  door  door  door  door
people:sign_ins            GET    -        door     200   200   200   200   200   200
people:two_steps           GET    -        door     200   200   200   200   200   200
people:two_steps           POST   -        door     409   409   409   409   409   409
people:ways_in             GET    -        door     200   200   200   200   200   200
robots                     GET    -        200      200   200    200     200  200       200
software                   GET    -        200      200   200    200     200  200       200
setup                      GET    -        on       on    on     on      on   on        on
setup                      POST   -        on       on    on     on      on   on        on
worker                     GET    -        200      200   200    200     200  200       200
sitemap                    GET    -        200      200   200    200     200  200       200

desk:report                GET    -        door     200   409    200     200  200       200
desk:report                POST   -        door     on    409    on      on   on        on
desk:notices               GET    -        door     200   200    200     200  200       200
desk:notices_read          POST   -        door     on    on     on      on   on        on
desk:queue                 GET    -        door     404   404    404     404  200       200
desk:case                  GET    -        door     404   404    404     404  200       200
desk:case                  POST   -        door     404   404    404     404  on        on
desk:audit                 GET    -        door     404   404    404     404  200       200
desk:away                  GET    -        door     404   404    404     404  200       200
desk:let_back              POST   -        door     404   404    404     404  on        on


chat:rooms                 GET    -        200      200   200    200     200  200       200
chat:open_room             GET    -        door     409   409    409     409  200       200
chat:open_room             POST   -        door     409   409    409     409  on        on
chat:closed                GET    -        door     404   404    404     404  200       200
chat:open_talk             GET    -        door     200   200    200     200  200       200
chat:open_talk             POST   -        door     409   on     409     409  409       409
chat:invitation            GET    -        200      200   on     410     on   200       200
chat:invitation            POST   -        door     on    on     410     on   on        on

chat:room                  GET    public   200      200   200    200     200  200       200
chat:room                  GET    members  404      200   200    404     200  200       200
chat:room                  GET    closed   404      404   200    404     200  404       404
chat:room                  GET    direct   404      404   200    404     200  404       404
chat:message               GET    public   200      200   200    200     200  200       200
chat:message               GET    members  404      200   200    404     200  200       200
chat:message               GET    closed   404      404   200    404     200  404       404
chat:message               GET    direct   404      404   200    404     200  404       404
chat:history               GET    public   404      404   on     404     on   on        on
chat:history               GET    members  404      404   on     404     on   on        on
chat:history               GET    closed   404      404   on     404     on   404       404
chat:history               GET    direct   404      404   on     404     404  404       404
chat:before                GET    public   200      200   200    200     200  200       200
chat:before                GET    members  404      200   200    404     200  200       200
chat:before                GET    closed   404      404   200    404     200  404       404
chat:before                GET    direct   404      404   200    404     200  404       404
chat:since                 GET    public   200      200   200    200     200  200       200
chat:since                 GET    members  404      200   200    404     200  200       200
chat:since                 GET    closed   404      404   200    404     200  404       404
chat:since                 GET    direct   404      404   200    404     200  404       404
chat:reactions             GET    public   200      200   200    200     200  200       200
chat:reactions             GET    members  404      200   200    404     200  200       200
chat:reactions             GET    closed   404      404   200    404     200  404       404
chat:reactions             GET    direct   404      404   200    404    200  404       404
chat:react                 POST   public   door     409   on     409     on   409       409
chat:react                 POST   members  door     409   on     404     on   409       409
chat:react                 POST   closed   door     404   on     404     on   404       404
chat:react                 POST   direct   door     404   on     404    on   404       404
chat:ask                   GET    public   door     409   200    409     200  409       409
chat:ask                   GET    members  door     409   200    404     200  409       409
chat:ask                   GET    closed   door     404   200    404     200  404       404
chat:ask                   GET    direct   door     404   200    404     200  404       404
chat:ask                   POST   public   door     409   on     409     on   409       409
chat:ask                   POST   members  door     409   on     404     on   409       409
chat:ask                   POST   closed   door     404   on     404     on   404       404
chat:ask                   POST   direct   door     404   on     404     on   404       404
chat:votes                 GET    public   200      200   200    200     200  200       200
chat:votes                 GET    members  404      200   200    404     200  200       200
chat:votes                 GET    closed   404      404   200    404     200  404       404
chat:votes                 GET    direct   404      404   200    404     200  404       404
chat:vote                  POST   public   door     409   on     409     on   409       409
chat:vote                  POST   members  door     409   on     404     on   409       409
chat:vote                  POST   closed   door     404   on     404     on   404       404
chat:vote                  POST   direct   door     404   on     404     on   404       404
chat:close_poll            POST   public   door     409   on     409     on   on        on
chat:close_poll            POST   members  door     409   on     404     on   on        on
chat:close_poll            POST   closed   door     404   on     404     on   404       404
chat:close_poll            POST   direct   door     404   on     404     409  404       404
chat:story                 GET    public   200      200   200    200     200  200       200
chat:story                 GET    members  404      200   200    404     200  200       200
chat:story                 GET    closed   404      404   200    404     200  404       404
chat:story                 GET    direct   404      404   404    404     404  404       404
chat:threads               GET    public   200      200   200    200     200  200       200
chat:threads               GET    members  404      200   200    404     200  200       200
chat:threads               GET    closed   404      404   200    404     200  404       404
chat:threads               GET    direct   404      404   200    404     200  404       404
chat:thread                GET    public   200      200   200    200     200  200       200
chat:thread                GET    members  404      200   200    404     200  200       200
chat:thread                GET    closed   404      404   200    404     200  404       404
chat:thread                GET    direct   404      404   200    404     200  404       404
chat:on_day                GET    public   on       on    on     on      on   on        on
chat:on_day                GET    members  404      on    on     404     on   on        on
chat:on_day                GET    closed   404      404   on     404     on   404       404
chat:on_day                GET    direct   404      404   on     404     on   404       404
chat:mention               GET    public   door     on    on     on      on   on        on
chat:mention               GET    members  door     on    on     404     on   on        on
chat:mention               GET    closed   door     404   on     404     on   404       404
chat:mention               GET    direct   door     404   on     404     on   404       404
chat:forward               GET    public   door     200   200    200     200  200       200
chat:forward               GET    members  door     200   200    404     200  200       200
chat:forward               GET    closed   door     404   200    404     200  404       404
chat:forward               GET    direct   door     404   200    404     200  404       404
chat:forward               POST   public   door     409   on     409     on   409       409
chat:forward               POST   members  door     409   409    404     409  409       409
chat:forward               POST   closed   door     404   409    404     409  404       404
chat:forward               POST   direct   door     404   409    404     409  404       404
chat:open_thread           GET    public   door     409   200    409     200  200       200
chat:open_thread           GET    members  door     409   200    404     200  200       200
chat:open_thread           GET    closed   door     404   200    404     200  404       404
chat:open_thread           GET    direct   door     404   200    404     200  404       404
chat:open_thread           POST   public   door     409   on     409     on   on        on
chat:open_thread           POST   members  door     409   on     404     on   on        on
chat:open_thread           POST   closed   door     404   on     404     on   404       404
chat:open_thread           POST   direct   door     404   on     404     on   404       404
chat:thread_settings       GET    public   door     409   200    409     200  200       200
chat:thread_settings       GET    members  door     409   200    404     200  200       200
chat:thread_settings       GET    closed   door     404   200    404     200  404       404
chat:thread_settings       GET    direct   door     404   200    404     409  404       404
chat:thread_settings       POST   public   door     409   on     409     on   on        on
chat:thread_settings       POST   members  door     409   on     404     on   on        on
chat:thread_settings       POST   closed   door     404   on     404     on   404       404
chat:thread_settings       POST   direct   door     404   on     404     409  404       404
chat:archive_thread        POST   public   door     409   on     409     on   on        on
chat:archive_thread        POST   members  door     409   on     404     on   on        on
chat:archive_thread        POST   closed   door     404   on     404     on   404       404
chat:archive_thread        POST   direct   door     404   on     404     409  404       404
chat:stance                POST   public   door     on    on     on      on   on        on
chat:stance                POST   members  door     on    on     404     on   on        on
chat:stance                POST   closed   door     404   on     404     on   404       404
chat:stance                POST   direct   door     404   on     404     on   404       404
chat:move                  GET    public   door     409   409    409     200  200       200
chat:move                  GET    members  door     409   409    404     200  200       200
chat:move                  GET    closed   door     404   409    404     200  404       404
chat:move                  GET    direct   door     404   409    404     409  404       404
chat:move                  POST   public   door     409   409    409     on   on        on
chat:move                  POST   members  door     409   409    404     on   on        on
chat:move                  POST   closed   door     404   409    404     on   404       404
chat:move                  POST   direct   door     404   409    404     409  404       404
chat:unread                POST   public   door     on    on     on      on   on        on
chat:unread                POST   members  door     on    on     404     on   on        on
chat:unread                POST   closed   door     404   on     404     on   404       404
chat:unread                POST   direct   door     404   on     404     on   404       404
chat:people                GET    public   door     200   200    200     200  200       200
chat:people                GET    members  door     200   200    404     200  200       200
chat:people                GET    closed   door     404   200    404     200  404       404
chat:people                GET    direct   door     404   200    404     200  404       404
chat:settings              GET    public   door     409   409    409     200  200       200
chat:settings              GET    members  door     409   409    404     200  200       200
chat:settings              GET    closed   door     404   409    404     200  404       404
chat:settings              GET    direct   door     404   409    404     409  404       404
chat:settings              POST   public   door     409   409    409     on   on        on
chat:settings              POST   members  door     409   409    404     on   on        on
chat:settings              POST   closed   door     404   409    404     409  404       404
chat:settings              POST   direct   door     404   409    404     409  404       404
chat:invitations           GET    public   door     409   409    409     409  409       409
chat:invitations           GET    members  door     409   409    404     409  409       409
chat:invitations           GET    closed   door     404   409    404     200  404       404
chat:invitations           GET    direct   door     404   409    404     409  404       404
chat:invitations           POST   public   door     409   409    409     409  409       409
chat:invitations           POST   members  door     409   409    404     409  409       409
chat:invitations           POST   closed   door     404   409    404     200  404       404
chat:invitations           POST   direct   door     404   409    404     409  404       404
chat:withdraw              POST   public   door     409   409    409     404  409       409
chat:withdraw              POST   members  door     409   409    404     404  409       409
chat:withdraw              POST   closed   door     404   409    404     on   404       404
chat:withdraw              POST   direct   door     404   409    404     409  404       404
chat:join                  POST   public   door     on    on     409     on   on        on
chat:join                  POST   members  door     on    on     404     on   on        on
chat:join                  POST   closed   door     404   on     404     on   404       404
chat:join                  POST   direct   door     404   on     404     on   404       404
chat:leave                 POST   public   door     on    on     on      409  on        on
chat:leave                 POST   members  door     on    on     404     409  on        on
chat:leave                 POST   closed   door     404   on     404     409  404       404
chat:leave                 POST   direct   door     404   409    404     409  404       404
chat:post                  POST   public   door     409   on     409     on   409       409
chat:post                  POST   members  door     409   on     404     on   409       409
chat:post                  POST   closed   door     404   on     404     on   404       404
chat:post                  POST   direct   door     404   on     404     on   404       404
chat:attachments           POST   public   door     409   on     409     on   409       409
chat:attachments           POST   members  door     409   on     404     on   409       409
chat:attachments           POST   closed   door     404   on     404     on   404       404
chat:attachments           POST   direct   door     404   on     404    on   404       404
chat:attachment            GET    public   200      200   200    200     200  200       200
chat:attachment            GET    members  404      200   200    404     200  200       200
chat:attachment            GET    closed   404      404   200    404     200  404       404
chat:attachment            GET    direct   404      404   200    404    200  404       404
chat:substance             GET    public   door     200   200    200     200  200       200
chat:substance             GET    members  door     200   200    404     200  200       200
chat:substance             GET    closed   door     404   200    404     200  404       404
chat:substance             GET    direct   door     404   200    404     200  404       404
chat:substance             POST   public   door     200   200    200     200  200       200
chat:substance             POST   members  door     200   200    404     200  200       200
chat:substance             POST   closed   door     404   200    404     200  404       404
chat:substance             POST   direct   door     404   200    404     200  404       404
chat:read                  POST   public   door     on    on     on      on   on        on
chat:read                  POST   members  door     on    on     404     on   on        on
chat:read                  POST   closed   door     404   on     404     on   404       404
chat:read                  POST   direct   door     404   on     404     on   404       404
chat:edit                  POST   public   door     409   on     409     409  409       409
chat:edit                  POST   members  door     409   on     404     409  409       409
chat:edit                  POST   closed   door     404   on     404     409  404       404
chat:edit                  POST   direct   door     404   on     404     409  404       404
chat:take_back             POST   public   door     409   on     409     on   on        on
chat:take_back             POST   members  door     409   on     404     on   on        on
chat:take_back             POST   closed   door     404   on     404     on   404       404
chat:take_back             POST   direct   door     404   on     404     409  404       404
chat:remove                POST   public   door     409   409    409     on   on        on
chat:remove                POST   members  door     409   409    404     on   on        on
chat:remove                POST   closed   door     404   409    404     on   404       404
chat:remove                POST   direct   door     404   409    404     409  404       404
chat:pin                   POST   public   door     409   409    409     on   on        on
chat:pin                   POST   members  door     409   409    404     on   on        on
chat:pin                   POST   closed   door     404   409    404     on   404       404
chat:pin                   POST   direct   door     404   409    404     409  404       404
chat:lift                  POST   public   door     409   409    409     on   on        on
chat:lift                  POST   members  door     409   409    404     on   on        on
chat:lift                  POST   closed   door     404   409    404     on   404       404
chat:lift                  POST   direct   door     404   409    404     409  404       404
chat:name_host             POST   public   door     409   409    409     on   on        on
chat:name_host             POST   members  door     409   409    404     on   on        on
chat:name_host             POST   closed   door     404   409    404     on   404       404
chat:name_host             POST   direct   door     404   409    404     409  404       404
"""

ANSWERS_PROGRAMS = {
    *("chat:edit", "chat:join", "chat:leave", "chat:post", "chat:read", "chat:take_back"),
    *("chat:history", "chat:invitation", "chat:open_thread", "chat:thread_settings", "chat:archive_thread"),
    *("chat:stance", "chat:move", "chat:unread", "chat:pin", "chat:react", "chat:forward", "chat:mention"),
    *("chat:ask", "chat:vote", "chat:close_poll", "chat:floor", "chat:aside", "chat:asides", "chat:telling"),
    *("chat:mode", "chat:listening", "chat:ask_for_seat", "chat:answer_rules", "chat:let_in", "chat:thank_for"),
    *("desk:report", "desk:notices_read", "chat:thank_for", "people_met:thanks"),
    *("people_met:block", "chat:open_talk", "people_met:talk", "people:door", "people:shown", "people:asked"),
}
"""Where a program is given values and not led on; see docs/protocol.md."""

Key = tuple[str, str, str]
EVERYBODY_405 = ("405",) * len(WHO)


def expected() -> dict[Key, tuple[str, ...]]:
    """(address, method, room) → what each of `WHO` gets."""
    head, *lines = [line.split() for line in (TABLE + PEOPLE + MANNERS).splitlines() if line.strip()]
    assert tuple(head[2:]) == WHO
    return {(name, method, room): tuple(gets) for name, method, room, *gets in lines}


def to_programs(name: str, gets: str) -> str:
    """What a program gets where a person gets this."""
    if gets == "door":
        return "401"
    if gets == "410":
        return "409"
    if gets == "on" and name == "chat:attachments":
        return "409"  # a program brings one file, and this request has none
    return "200" if gets == "on" and name in ANSWERS_PROGRAMS else gets
