"""Every address of the house."""

from django.urls import include, path

from chalou.chat.urls import of_me, of_people
from chalou.people.views import set_language
from chalou.server import found, software, views
from chalou.server.components import components

urlpatterns = [
    path("", views.entrance, name="entrance"),
    path("sign/<str:token>.jpg", views.sign, name="sign"),
    path("about/", views.about, name="about"),
    path("components/", components, name="components"),
    path("about/software/", software.software, name="software"),
    path("about/software/<str:name>/", software.licences, name="licences"),
    path("robots.txt", found.robots, name="robots"),
    path("sitemap.xml", found.sitemap, name="sitemap"),
    path("language/", set_language, name="language"),
    path("live/", views.live, name="live"),
    path("", include("chalou.people.urls")),
    path("", include("chalou.server.leaving.urls")),
    path("", include("chalou.server.welcome.urls")),
    path("", include("chalou.desk.urls")),
    path("help/", include("chalou.help.urls")),
    path("people/", include(of_people)),
    path("me/", include(of_me)),
    path("rooms/", include("chalou.chat.urls")),
    path("", include("chalou.server.keeper.urls")),
    path("", include("chalou.server.customs.urls")),
    path("", include("chalou.server.offline.urls")),
]

handler400 = "chalou.server.views.bad_request"
handler403 = "chalou.server.views.forbidden"
handler404 = "chalou.server.views.not_found"
handler500 = "chalou.server.views.server_error"
