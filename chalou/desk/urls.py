from django.urls import path

from chalou.desk import views

app_name = "desk"

urlpatterns = [
    path("report/<str:about>/", views.report, name="report"),
    path("notices/", views.notices, name="notices"),
    path("notices/read/", views.notices_read, name="notices_read"),
    path("desk/", views.queue, name="queue"),
    path("desk/audit/", views.audit, name="audit"),
    path("desk/away/", views.away, name="away"),
    path("desk/away/<int:person>/let-back/", views.let_back, name="let_back"),
    path("house/asking/", views.asking, name="asking"),
    path("house/asking/<int:asking>/", views.decide_asking, name="decide_asking"),
    path("desk/seat/<int:person>/", views.set_back, name="set_back"),
    path("desk/<int:case>/", views.case, name="case"),
]
